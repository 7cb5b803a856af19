import { constants } from 'node:os';

import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import sinon from 'sinon';

import { SCTPError, type SCTPOptionName, type SCTPOptionSettings } from '../../lib/index';
import type { NativeEndpoint } from '../../lib/native';
import {
  getOption,
  type OptionScope,
  setOption,
  setOptions,
  validateOptions,
} from '../../lib/options';
import { optionTable } from '../../lib/option-table';
import { path, samples, vitalEvents } from '../helpers/option-samples';
import { expectRefusal } from '../helpers/refusal';

const { errno } = constants;

const names = Object.keys(optionTable) as SCTPOptionName[];

describe('options', () => {
  const native = {
    getOption: sinon.stub<Parameters<NativeEndpoint['getOption']>>(),
    setOption: sinon.stub<Parameters<NativeEndpoint['setOption']>>(),
    failedSyscall: (): string => 'setsockopt',
  };
  const scope: OptionScope = {
    native: native as unknown as NativeEndpoint,
    associationId: 5,
    peerPort: 3868,
  };

  beforeEach(() => {
    native.getOption.reset();
    native.setOption.reset();
    native.setOption.returns(0);
  });

  names.forEach((name, id) => {
    const { value, written, read, query = [{}, []] } = samples[name];

    it(read === undefined ? `${name} cannot be read` : `${name} can be read`, () => {
      native.getOption.returns(read ?? []);
      if (read === undefined) {
        expectRefusal(() => getOption(scope, name), 'ERR_INVALID_ARG_VALUE', 'name');
        sinon.assert.notCalled(native.getOption);
      } else {
        const [target, numbers] = query;
        expect(getOption(scope, name, target)).to.deep.equal(value);
        sinon.assert.calledOnceWithExactly(native.getOption, id, 5, '', 3868, numbers);
      }
    });

    it(written === undefined ? `${name} cannot be written` : `${name} can be written`, () => {
      if (written === undefined) {
        expectRefusal(() => setOption(scope, name, value), 'ERR_INVALID_ARG_VALUE', 'name');
        sinon.assert.notCalled(native.setOption);
      } else {
        const [host, port] = value === path ? [path.address, path.port] : ['', 3868];
        native.getOption.returns(read ?? []);
        setOption(scope, name, value);
        sinon.assert.calledOnceWithExactly(native.setOption, id, 5, host, port, written);
      }
    });
  });

  describe('that are wrong', () => {
    const type = 'ERR_INVALID_ARG_TYPE';
    const range = 'ERR_OUT_OF_RANGE';
    const choice = 'ERR_INVALID_ARG_VALUE';

    const refusals: [name: SCTPOptionName, value: unknown, code: string, argument: string][] = [
      ['sendBufferSize', 0, range, 'value'],
      ['sendBufferSize', 0x80000000, range, 'value'],
      ['receiveBufferSize', '1', type, 'value'],
      ['linger', true, type, 'value'],
      ['linger', { enabled: 1, seconds: 0 }, type, 'value.enabled'],
      ['linger', { enabled: true, seconds: -1 }, range, 'value.seconds'],
      ['rtoInfo', 1, type, 'value'],
      ['rtoInfo', null, type, 'value'],
      ['rtoInfo', { initial: 1, max: 2, min: null }, type, 'value.min'],
      ['rtoInfo', { initial: 1, max: 2, min: 0x100000000 }, range, 'value.min'],
      ['rtoInfo', { initial: 1.5, max: 2, min: 3 }, range, 'value.initial'],
      [
        'initOptions',
        { ...samples.initOptions.value, maxAttempts: 65536 },
        range,
        'value.maxAttempts',
      ],
      ['noDelay', 1, type, 'value'],
      ['noDelay', undefined, type, 'value'],
      ['autoClose', -1, range, 'value'],
      ['autoClose', NaN, range, 'value'],
      ['primaryAddress', '192.0.2.1', type, 'value'],
      ['primaryAddress', { ...path, address: 'example.com' }, choice, 'host'],
      ['primaryAddress', { ...path, port: 65536 }, 'ERR_SOCKET_BAD_PORT', 'port'],
      ['peerAddressParameters', 1, type, 'value'],
      ['peerAddressParameters', { heartbeat: 'often' }, choice, 'value.heartbeat'],
      ['peerAddressParameters', { heartbeatInterval: -1 }, range, 'value.heartbeatInterval'],
      ['peerAddressParameters', { pathMaxRetransmits: 65536 }, range, 'value.pathMaxRetransmits'],
      ['peerAddressParameters', { pathMtuDiscovery: 1 }, type, 'value.pathMtuDiscovery'],
      ['peerAddressParameters', { pathMtu: '1500' }, type, 'value.pathMtu'],
      ['peerAddressParameters', { sackDelay: 501 }, range, 'value.sackDelay'],
      ['peerAddressParameters', { ipv6FlowLabel: 0x100000 }, range, 'value.ipv6FlowLabel'],
      ['peerAddressParameters', { dscp: 256 }, range, 'value.dscp'],
      ['defaultSendOptions', null, type, 'value'],
      ['defaultSendOptions', { unordered: 1 }, type, 'value.unordered'],
      ['defaultSendOptions', { stream: 65536 }, range, 'value.stream'],
      ['mappedV4', 0, type, 'value'],
      ['peerAddressThresholds', { pathMaxRetransmits: 1 }, type, 'value.potentiallyFailed'],
      [
        'peerAddressThresholds',
        { pathMaxRetransmits: 0, potentiallyFailed: 0 },
        range,
        'value.pathMaxRetransmits',
      ],
      [
        'peerAddressThresholds',
        { pathMaxRetransmits: 1, potentiallyFailed: 0, primarySwitchover: -1 },
        range,
        'value.primarySwitchover',
      ],
      ['exposePotentiallyFailed', true, choice, 'value'],
      ['plpmtudProbeInterval', -1, range, 'value'],
      ['fragmentInterleave', 3, range, 'value'],
      ['context', 0x100000000, range, 'value'],
      ['defaultPartialReliability', 'rtx', type, 'value'],
      ['defaultPartialReliability', { policy: 'some', value: 1 }, choice, 'value.policy'],
      ['defaultPartialReliability', { policy: 'ttl', value: -1 }, range, 'value.value'],
      ['events', 1, type, 'events'],
      ['events', { message: true }, choice, 'events'],
      ['events', { senderDry: 1 }, type, 'events.senderDry'],
      ['streamResetEnabled', { streams: true, association: true }, type, 'value.addStreams'],
      ['resetStreams', { incoming: 1, outgoing: true, streams: [] }, type, 'value.incoming'],
      ['resetStreams', { incoming: true, outgoing: true, streams: 1 }, type, 'streams'],
      ['resetStreams', { incoming: true, outgoing: true, streams: [65536] }, range, 'streams'],
      ['addStreams', { inbound: 65536, outbound: 0 }, range, 'value.inbound'],
      ['authChunks', 'DATA', type, 'value'],
      ['authChunks', ['data'], choice, 'type'],
      ['authChunks', ['AUTH'], choice, 'type'],
      ['authChunks', [15], choice, 'type'],
      ['authChunks', [256], range, 'type'],
      ['hmacIdentifiers', 'sha1', type, 'value'],
      ['hmacIdentifiers', ['sha1', 'md5'], choice, 'value'],
      ['hmacIdentifiers', ['sha256'], choice, 'value'],
      ['authKey', 7, type, 'value'],
      ['authKey', { keyId: 65536, secret: 'x' }, range, 'value.keyId'],
      ['authKey', { keyId: 7, secret: '' }, range, 'value.secret.length'],
      ['authKey', { keyId: 7, secret: 'x'.repeat(65536) }, range, 'value.secret.length'],
      ['authActiveKey', 65536, range, 'value'],
      ['streamScheduler', 'first', choice, 'value'],
      ['streamSchedulerValue', { stream: 65536, value: 0 }, range, 'value.stream'],
      ['resetAssociation', false, choice, 'value'],
    ];

    refusals.forEach(([name, value, code, argument]) => {
      it(`${name} of ${JSON.stringify(value)} is refused with ${code}, which names ${argument}`, () => {
        expectRefusal(() => setOption(scope, name, value as never), code, argument);
        sinon.assert.notCalled(native.setOption);
      });
    });

    it('in their name are refused', () => {
      for (const name of ['nodelay', 'toString', '__proto__'] as unknown as SCTPOptionName[]) {
        expectRefusal(() => getOption(scope, name), choice, 'name');
        expectRefusal(() => setOption(scope, name, true), choice, 'name');
      }
    });

    it('in their target are refused', () => {
      const targets: [object | string, string, string][] = [
        ['192.0.2.1', type, 'target'],
        [{ associationId: -1 }, range, 'target.associationId'],
        [{ associationId: '1' }, type, 'target.associationId'],
        [{ address: 'example.com' }, choice, 'host'],
      ];
      expectRefusal(
        () => getOption(scope, 'streamSchedulerValue', { stream: 65536 }),
        range,
        'target.stream',
      );
      for (const [target, code, argument] of targets) {
        expectRefusal(() => getOption(scope, 'rtoInfo', target as object), code, argument);
        expectRefusal(() => setOption(scope, 'noDelay', true, target as object), code, argument);
      }
      sinon.assert.notCalled(native.getOption);
      sinon.assert.notCalled(native.setOption);
    });
  });

  it('name no secret in what they refuse', () => {
    for (const secret of [4711, ['4711'], { '4711': 1 }, 4711n, null, '4711'.repeat(16384)]) {
      for (const value of [{ keyId: 7, secret }, secret]) {
        expect(() => setOption(scope, 'authKey', value as never))
          .to.throw()
          .with.property('message')
          .that.does.not.include('4711');
      }
    }
  });

  it('that the stack takes one at a time are set one by one', () => {
    setOption(scope, 'authChunks', ['DATA', 193]);
    expect(native.setOption.args.map(([, , , , values]) => values)).to.deep.equal([[0], [193]]);
  });

  describe('have a target', () => {
    it("which is an association, one of the peer's addresses, or both", () => {
      native.getOption.returns([0, 0, 0, 0, 0]);
      const target = { associationId: 7, address: '192.0.2.9' };
      getOption(scope, 'peerAddressInfo', target);
      setOption(scope, 'noDelay', true, { associationId: 0 });
      expect(native.getOption.args[0]!.slice(1, 4)).to.deep.equal([7, '192.0.2.9', 3868]);
      expect(native.setOption.args[0]!.slice(1, 4)).to.deep.equal([0, '', 3868]);
    });

    it('which is a stream', () => {
      native.getOption.returns([20, 64]);
      const target = { associationId: 7, stream: 20 };
      expect(getOption(scope, 'streamSchedulerValue', target)).to.deep.equal({
        stream: 20,
        value: 64,
      });
      expect(native.getOption.args[0]![4]).to.deep.equal([20, 0]);
    });

    it('which is the address that the value is, where it is one', () => {
      setOption(scope, 'primaryAddress', { ...path, port: 5 }, { address: '192.0.2.9' });
      expect(native.setOption.args[0]!.slice(1, 4)).to.deep.equal([5, '192.0.2.1', 5]);
    });

    it('which has the zone of an address that has one', () => {
      const linkLocal = { address: 'fe80::1', port: 5, family: 'IPv6', scopeId: 7 } as const;
      setOption(scope, 'primaryAddress', linkLocal);
      expect(native.setOption.args[0]!.slice(1, 4)).to.deep.equal([5, 'fe80::1%7', 5]);
    });
  });

  describe('that are records', () => {
    const flagsOf = (value: object): number => {
      setOption(scope, 'peerAddressParameters', value);
      return native.setOption.lastCall.args[4][4]!;
    };

    it('have 0 for what is left out, which the stack leaves as it is', () => {
      setOption(scope, 'rtoInfo', { max: 400 });
      setOption(scope, 'delayedSack', {});
      const given = native.setOption.args.map(([, , , , numbers]) => numbers);
      expect(given).to.deep.equal([
        [0, 400, 0],
        [0, 0],
      ]);
    });

    it('have a flag for each member of a path that is there', () => {
      const flags: [value: SCTPOptionSettings['peerAddressParameters'], flags: number][] = [
        [{}, 0],
        [{ pathMaxRetransmits: 3 }, 0],
        [{ heartbeatInterval: 100 }, 1],
        [{ heartbeatInterval: 0 }, 1 + 128],
        [{ heartbeat: 'disabled', heartbeatInterval: 0 }, 2],
        [{ heartbeat: 'demand' }, 4],
        [{ heartbeat: 'demand', heartbeatInterval: 5 }, 1 + 4],
        [{ pathMtuDiscovery: true }, 8],
        [{ sackDelay: 0 }, 64],
        [{ dscp: 0, ipv6FlowLabel: 0 }, 256 + 512],
      ];
      for (const [value, expected] of flags) expect(flagsOf(value)).to.equal(expected);
    });

    it('are read with their flags, and without what the engine has not', () => {
      native.getOption.returns([1, 2, 3, 4, 2 + 16 + 64, 0, 0]);
      expect(getOption(scope, 'peerAddressParameters')).to.include({
        ...{ heartbeat: 'disabled', pathMtuDiscovery: false, sackDelay: 0 },
      });
      native.getOption.returns([1, 2, 3, NaN, 0, 0, 0]);
      expect(getOption(scope, 'peerAddressParameters')).to.include({ sackDelay: undefined });
    });

    it('are amended by what is given, where the stack knows no such value', () => {
      native.getOption.returns([7, 1, 46, 9]);
      setOption(scope, 'defaultSendOptions', { sackImmediately: true, context: 0 });
      expect(native.setOption.args[0]![4]).to.deep.equal([7, 5, 46, 0]);
    });

    it('have no switch of the primary path, unless there is one', () => {
      setOption(scope, 'peerAddressThresholds', { pathMaxRetransmits: 2, potentiallyFailed: 1 });
      expect(native.setOption.args[0]![4]).to.deep.equal([2, 1, 65535]);
      native.getOption.returns([2, 1, 65535]);
      expect(getOption(scope, 'peerAddressThresholds').primarySwitchover).to.equal(undefined);
    });

    it('tell no path of the longest RTO where there was none', () => {
      native.getOption.returns(['', 0, 1000, ...Array<number>(14).fill(0)]);
      expect(getOption(scope, 'statistics')).to.include({ maxRtoAddress: undefined });
    });
  });

  it('that count what was given up are asked by a policy, and a stream', () => {
    const none = {} as { policy: 'all' };
    expectRefusal(
      () => getOption(scope, 'partialReliabilityStatus', none),
      'ERR_INVALID_ARG_VALUE',
      'target.policy',
    );
    for (const target of [{ policy: 'all' } as const, { policy: 'all', stream: '1' } as never]) {
      expectRefusal(
        () => getOption(scope, 'streamPartialReliabilityStatus', target),
        'ERR_INVALID_ARG_TYPE',
        'target.stream',
      );
    }
    sinon.assert.notCalled(native.getOption);
  });

  it('are set together in the order of the table, those that are given', () => {
    const options = { authSupported: true, noDelay: true, initOptions: samples.initOptions.value };
    setOptions(scope, options);
    const order = native.setOption.args.map(([id]) => names[id]);
    expect(order).to.deep.equal(['initOptions', 'noDelay', 'authSupported']);
  });

  it('are known to be right before any of them is set', () => {
    const refusals: [object, string, string][] = [
      [[], 'ERR_INVALID_ARG_TYPE', 'options.options'],
      [{ nodelay: true }, 'ERR_INVALID_ARG_VALUE', 'name'],
      [{ status: samples.status.value }, 'ERR_INVALID_ARG_VALUE', 'name'],
      [{ noDelay: true, autoClose: -1 }, 'ERR_OUT_OF_RANGE', 'value'],
      [{ primaryAddress: { ...path, port: -1 } }, 'ERR_SOCKET_BAD_PORT', 'port'],
    ];
    for (const [options, code, argument] of refusals) {
      expectRefusal(() => validateOptions(options), code, argument);
    }
    expect(() => validateOptions({ noDelay: true, autoClose: undefined as never })).not.to.throw();
  });

  it('subscribe what the sockets live by, whether or not it is asked for', () => {
    setOption(scope, 'events', { associationChange: false, peerShutdown: false });
    expect(native.setOption.args[0]![4]).to.deep.equal([vitalEvents]);
  });

  it('read what the stack does not name as what is nearest', () => {
    native.getOption.returns([99, 0, 0, 0, 0]);
    expect(getOption(scope, 'peerAddressInfo')).to.include({ state: 'unknown' });
    native.getOption.returns([-1, 1]);
    expect(getOption(scope, 'defaultPartialReliability')).to.include({ policy: 'none' });
  });

  describe('that fail', () => {
    function failing(name: SCTPOptionName, code: keyof typeof errno): SCTPError {
      native.getOption.returns(-errno[code]);
      native.setOption.returns(-errno[code]);
      try {
        if (samples[name].written === undefined) getOption(scope, name);
        else setOption(scope, name, samples[name].value as never);
      } catch (error) {
        expect(error).to.be.instanceOf(SCTPError);
        return error as SCTPError;
      }
      throw new Error(`${name} did not fail`);
    }

    for (const code of ['ENOTSUP', 'ENOPROTOOPT', 'EPERM', 'EACCES'] as const) {
      it(`with ${code} are features that are not available`, () => {
        for (const name of ['autoClose', 'status'] as const) {
          const error = failing(name, code);
          const shape = { feature: name, errno: -errno[code], syscall: 'setsockopt' };
          expect(error).to.include({ code: 'ERR_SCTP_FEATURE_UNSUPPORTED', ...shape });
          expect(error.message).to.include(`${name} (${code})`);
          expect(error.cause).to.be.instanceOf(SCTPError).and.include({ code });
        }
      });
    }

    it('have a hint where something can be done', () => {
      for (const name of ['resetStreams', 'addStreams', 'streamResetEnabled'] as const) {
        expect(failing(name, 'EPERM').hint).to.include('reconf_enable');
      }
      expect(failing('peerPrimaryAddress', 'EPERM').hint).to.include('addip_enable');
    });

    it('for another reason fail with its name', () => {
      const shape = { code: 'EINVAL', errno: -errno.EINVAL, syscall: 'setsockopt' };
      expect(failing('autoClose', 'EINVAL')).to.include(shape);
      expect(failing('status', 'EINVAL')).to.include(shape);
    });
  });
});
