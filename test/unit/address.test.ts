import os from 'node:os';

import { expect } from 'chai';
import { afterEach, describe, it } from 'mocha';
import sinon from 'sinon';

import { fromPortAndHosts, toHost, validateHosts } from '../../lib/address';
import {
  formatSCTPAddress,
  resolveSCTPAddress,
  resolveSCTPAddresses,
  sctpAddress,
  SCTPError,
  type SCTPHostPort,
  type SCTPLookupFunction,
  type SCTPResolveOptions,
} from '../../lib/index';
import { failure } from '../helpers/events';
import { expectNames, expectRefusal } from '../helpers/refusal';

/** Knows these names, and records what it was asked. */
function lookupOf(names: Record<string, string>): sinon.SinonSpy<Parameters<SCTPLookupFunction>> {
  const lookup: SCTPLookupFunction = (hostname, _, callback) => {
    const address = names[hostname];
    const error = Object.assign(new Error(`no ${hostname}`), { code: 'ENOTFOUND' });
    if (address === undefined) callback(error, '', 0);
    else callback(null, address, address.includes(':') ? 6 : 4);
  };
  return sinon.spy(lookup);
}

/** A look-up that is never answered. */
const silence: SCTPLookupFunction = () => undefined;

describe('an address', () => {
  afterEach(() => sinon.restore());

  describe('sctpAddress', () => {
    it('makes an address of a numeric host, of either family', () => {
      const ipv4 = { address: '192.0.2.1', port: 3868, family: 'IPv4' };
      const ipv6 = { address: '2001:db8::1', port: 0, family: 'IPv6' };
      expect(sctpAddress('192.0.2.1', 3868)).to.deep.equal(ipv4);
      expect(sctpAddress('2001:db8::1', 0)).to.deep.equal(ipv6);
    });

    it('takes a zone by its number', () => {
      const address = { address: 'fe80::1', port: 1, family: 'IPv6', scopeId: 7 };
      expect(sctpAddress('fe80::1%7', 1)).to.deep.equal(address);
    });

    it("takes a zone by its interface's name, whichever of its addresses comes first", () => {
      const own = (address: string, scopeid: number): os.NetworkInterfaceInfo => {
        const rest = { netmask: '', mac: '', internal: false, cidr: null };
        return { family: 'IPv6', address, scopeid, ...rest };
      };
      sinon
        .stub(os, 'networkInterfaces')
        .returns({ sctp0: [own('2001:db8::1', 0), own('fe80::1', 3)] });
      expect(sctpAddress('fe80::2%sctp0', 1)).to.include({ address: 'fe80::2', scopeId: 3 });
      expect(sctpAddress('fe80::2%sctp1', 1)).not.to.have.property('scopeId');
    });

    it('refuses a name, another type and what is no port', () => {
      expectRefusal(() => sctpAddress('example.com', 1), 'ERR_INVALID_ARG_VALUE', 'host');
      expectRefusal(() => sctpAddress(1 as never, 1), 'ERR_INVALID_ARG_TYPE', 'host');
      for (const port of [-1, 65536, 1.5, NaN, 'x', '', undefined, null]) {
        const call = (): unknown => sctpAddress('192.0.2.1', port as never);
        expectRefusal(call, 'ERR_SOCKET_BAD_PORT', 'port');
      }
    });
  });

  describe('resolveSCTPAddress', () => {
    it('reads host and port out of a text', async () => {
      const read: [string, string, number][] = [
        ['192.0.2.1:3868', '192.0.2.1', 3868],
        ['[2001:db8::1]:0', '2001:db8::1', 0],
        [':65535', '::', 65535],
      ];
      for (const [target, address, port] of read) {
        expect(await resolveSCTPAddress(target)).to.include({ address, port });
      }
    });

    it('refuses a text that is not host and port', async () => {
      for (const target of ['192.0.2.1', '2001:db8::1', '::1:80', '[::1]', 'host:', 'host:x', '']) {
        const error = await failure(resolveSCTPAddress(target));
        expectNames(error, 'ERR_INVALID_ARG_VALUE', 'target');
      }
    });

    it('refuses a port that is none, and names it', async () => {
      for (const target of ['192.0.2.1:65536', { host: '192.0.2.1', port: -1 }]) {
        const error = await failure(resolveSCTPAddress(target));
        expectNames(error, 'ERR_SOCKET_BAD_PORT', 'target.port');
      }
    });

    it('refuses arguments of another type, and names them', async () => {
      const wrong: [unknown, SCTPResolveOptions | object, string][] = [
        [1, {}, 'target'],
        [null, {}, 'target'],
        [{ host: 1, port: 1 }, {}, 'target.host'],
        [':1', { lookup: 'dns' }, 'options.lookup'],
        [':1', { signal: {} }, 'options.signal'],
      ];
      for (const [target, options, name] of wrong) {
        const error = await failure(resolveSCTPAddress(target as SCTPHostPort, options));
        expectNames(error, 'ERR_INVALID_ARG_TYPE', name);
      }
      const error = await failure(resolveSCTPAddress(':1', { family: 5 as never }));
      expectNames(error, 'ERR_INVALID_ARG_VALUE', 'options.family');
    });

    it('looks a name up, in the family asked for', async () => {
      const lookup = lookupOf({ peer: '2001:db8::1' });
      const address = await resolveSCTPAddress({ host: 'peer', port: 3868 }, { family: 6, lookup });
      expect(address).to.deep.equal({ address: '2001:db8::1', port: 3868, family: 'IPv6' });
      expect(lookup.args.map(([host, options]) => [host, options])).to.deep.equal([
        ['peer', { family: 6 }],
      ]);
    });

    it('looks no numeric host up', async () => {
      const lookup = lookupOf({});
      await resolveSCTPAddress('192.0.2.1:1', { lookup });
      sinon.assert.notCalled(lookup);
    });

    it("fails with the look-up's own error", async () => {
      const error = await failure(resolveSCTPAddress('peer:1', { lookup: lookupOf({}) }));
      expect(error).to.include({ code: 'ENOTFOUND', message: 'no peer' });
    });

    it('fails where the host is not of the family asked for, given or looked up', async () => {
      const lookup = lookupOf({ peer: '192.0.2.1' });
      for (const target of ['192.0.2.1:1', 'peer:1']) {
        const error = await failure(resolveSCTPAddress(target, { family: 6, lookup }));
        expect(error, target).to.include({ code: 'ERR_SCTP_ADDRESS_MISMATCH' });
      }
    });

    it('gives up when its signal aborts, before the look-up or during it', async () => {
      const controller = new AbortController();
      const { signal } = controller;
      const during = resolveSCTPAddress('peer:1', { lookup: silence, signal });
      controller.abort();
      expect(await failure(during)).to.include({ name: 'AbortError', code: 'ABORT_ERR' });
      const lookup = lookupOf({ peer: '192.0.2.1' });
      const before = resolveSCTPAddress('peer:1', { lookup, signal });
      expect(await failure(before)).to.include({ name: 'AbortError' });
      sinon.assert.notCalled(lookup);
    });
  });

  describe('resolveSCTPAddresses', () => {
    it('gives the addresses in the order of the targets', async () => {
      const lookup = lookupOf({ one: '192.0.2.1' });
      expect(await resolveSCTPAddresses(['one:5', '192.0.2.2:5'], { lookup })).to.deep.equal([
        { address: '192.0.2.1', port: 5, family: 'IPv4' },
        { address: '192.0.2.2', port: 5, family: 'IPv4' },
      ]);
    });

    it('looks the others up in the family of the first', async () => {
      const lookup = lookupOf({ one: '2001:db8::1', two: '2001:db8::2' });
      await resolveSCTPAddresses(['one:5', 'two:5'], { lookup });
      expect(lookup.args.map(([, { family }]) => family)).to.deep.equal([0, 6]);
    });

    it('fails where ports or families differ', async () => {
      const lookup = lookupOf({ four: '192.0.2.1', six: '2001:db8::1' });
      const lists = [
        ['192.0.2.1:5', '192.0.2.2:6'],
        ['192.0.2.1:5', '[2001:db8::1]:5'],
        ['four:5', 'six:5'],
        ['six:5', '192.0.2.1:5'],
      ];
      for (const targets of lists) {
        const error = await failure(resolveSCTPAddresses(targets, { lookup }));
        expect(error, targets.join()).to.include({ code: 'ERR_SCTP_ADDRESS_MISMATCH' });
      }
    });

    it('refuses an empty list, and what is no list', async () => {
      const empty = await failure(resolveSCTPAddresses([]));
      expectNames(empty, 'ERR_MISSING_ARGS', 'targets');
      const none = await failure(resolveSCTPAddresses('192.0.2.1:5' as never));
      expectNames(none, 'ERR_INVALID_ARG_TYPE', 'targets');
    });
  });

  describe('formatSCTPAddress', () => {
    it('writes what resolveSCTPAddress reads', async () => {
      for (const text of ['192.0.2.1:3868', '[2001:db8::1]:3868', '[fe80::1%7]:3868']) {
        expect(formatSCTPAddress(await resolveSCTPAddress(text))).to.equal(text);
      }
    });

    it('joins several by commas', () => {
      const addresses = [sctpAddress('192.0.2.1', 5), sctpAddress('192.0.2.2', 5)];
      expect(formatSCTPAddress(addresses)).to.equal('192.0.2.1:5,192.0.2.2:5');
      expect(formatSCTPAddress([])).to.equal('');
    });
  });

  describe('at the waist', () => {
    it('has its zone as a number behind it', () => {
      expect(toHost(sctpAddress('fe80::1%7', 5))).to.equal('fe80::1%7');
      expect(toHost(sctpAddress('2001:db8::1', 5))).to.equal('2001:db8::1');
    });

    it('comes as a port and the hosts that share it', () => {
      expect(fromPortAndHosts([5, '192.0.2.1', 'fe80::1%7'])).to.deep.equal([
        { address: '192.0.2.1', port: 5, family: 'IPv4' },
        { address: 'fe80::1', port: 5, family: 'IPv6', scopeId: 7 },
      ]);
      expect(fromPortAndHosts([5])).to.deep.equal([]);
    });

    it('is refused in lists that are empty, of other things, or of both families', () => {
      const refused: [unknown, string][] = [
        ['192.0.2.1', 'ERR_INVALID_ARG_TYPE'],
        [[], 'ERR_INVALID_ARG_VALUE'],
        [['192.0.2.1', 1], 'ERR_INVALID_ARG_TYPE'],
      ];
      for (const [hosts, code] of refused) {
        expectRefusal(() => validateHosts(hosts, 'options.hosts'), code, 'options.hosts');
      }
      const mixed = ['192.0.2.1', 'peer', '::1'];
      expect(() => validateHosts(mixed, 'options.hosts'))
        .to.throw(SCTPError)
        .with.property('code', 'ERR_SCTP_ADDRESS_MISMATCH');
      expect(() => validateHosts(['192.0.2.1', 'peer'], 'options.hosts')).not.to.throw();
    });
  });
});
