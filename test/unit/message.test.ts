import { constants } from 'node:os';

import { expect } from 'chai';
import { describe, it } from 'mocha';

import { transmitFlags } from '../../lib/batch';
import type { SCTPSendable, SCTPSendOptions } from '../../lib/index';
import {
  defaultMessage,
  outgoingMessage,
  type OutgoingMessage,
  unsentNotification,
} from '../../lib/message';
import { expectRefusal } from '../helpers/refusal';

const type = 'ERR_INVALID_ARG_TYPE';
const choice = 'ERR_INVALID_ARG_VALUE';
const range = 'ERR_OUT_OF_RANGE';

/** What becomes of something that is sent on a socket with these defaults. */
function outgoing(sendable: unknown, defaults: SCTPSendOptions = {}): OutgoingMessage {
  return outgoingMessage(sendable as SCTPSendable, undefined, defaultMessage(defaults), undefined);
}

describe('a message to send', () => {
  it('is on stream 0 with PPID 0, ordered and reliable, where nothing is said of it', () => {
    expect(outgoing('x')).to.deep.equal({
      data: Buffer.from('x'),
      stream: 0,
      ppid: 0,
      flags: 0,
      context: 0,
      policy: 0,
      policyValue: 0,
      authKeyId: -1,
      path: undefined,
      callback: undefined,
      signal: undefined,
    });
  });

  describe('has its options by its own word or by default:', () => {
    const { signal } = new AbortController();
    const { unordered, sackImmediately, addressOverride } = transmitFlags;

    const taken: [options: SCTPSendOptions, message: Partial<OutgoingMessage>][] = [
      [{ stream: 0 }, { stream: 0 }],
      [{ stream: 65535 }, { stream: 65535 }],
      [{ ppid: 0xffffffff }, { ppid: 0xffffffff }],
      [{ unordered: true }, { flags: unordered }],
      [{ context: 0xffffffff }, { context: 0xffffffff }],
      [{ sackImmediately: true }, { flags: sackImmediately }],
      [{ unordered: true, sackImmediately: true }, { flags: unordered | sackImmediately }],
      [{ partialReliability: { policy: 'none', value: 0 } }, { policy: 0, policyValue: 0 }],
      [{ partialReliability: { policy: 'ttl', value: 1000 } }, { policy: 1, policyValue: 1000 }],
      [{ partialReliability: { policy: 'rtx', value: 0 } }, { policy: 2, policyValue: 0 }],
      [
        { partialReliability: { policy: 'priority', value: 0xffffffff } },
        { policy: 3, policyValue: 0xffffffff },
      ],
      [{ authKeyId: 0 }, { authKeyId: 0 }],
      [{ authKeyId: 65535 }, { authKeyId: 65535 }],
      [{ address: '192.0.2.1' }, { path: '192.0.2.1', flags: addressOverride }],
      [{ address: '2001:db8::1' }, { path: '2001:db8::1', flags: addressOverride }],
      [{ signal }, { signal }],
    ];

    for (const [options, message] of taken) {
      it(JSON.stringify(options), () => {
        const data = Buffer.from('x');
        const expected = { ...defaultMessage(), data, ...message };
        expect(outgoing({ data, ...options })).to.deep.equal(expected);
        expect(outgoing(data, options)).to.deep.equal(expected);
      });
    }
  });

  it('replaces those defaults that it has a word on, and keeps the others', () => {
    const defaults = { stream: 1, ppid: 2, unordered: true, sackImmediately: true };
    const message = outgoing({ data: 'x', ppid: 0, unordered: false }, defaults);
    expect(message).to.include({ stream: 1, ppid: 0, flags: transmitFlags.sackImmediately });
  });

  it('leaves the defaults as they are', () => {
    const defaults = defaultMessage({ stream: 1 });
    const before = { ...defaults };
    outgoingMessage(
      { data: 'x', stream: 2, unordered: true },
      undefined,
      defaults,
      () => undefined,
    );
    expect(defaults).to.deep.equal(before);
  });

  it('has the callback that it was given', () => {
    const callback = (): void => undefined;
    for (const sendable of ['x', { data: 'x' }]) {
      const message = outgoingMessage(sendable, undefined, defaultMessage(), callback);
      expect(message.callback).to.equal(callback);
    }
  });

  describe('is made', () => {
    it('of bytes, without a copy', () => {
      const views = [Buffer.from('bytes'), Uint8Array.of(1, 2)];
      for (const data of views) {
        expect(outgoing(data).data).to.equal(data);
        expect(outgoing({ data }).data).to.equal(data);
      }
    });

    it('of text in UTF-8, or in another encoding', () => {
      expect(outgoing('ü').data).to.deep.equal(Buffer.from([0xc3, 0xbc]));
      const message = outgoingMessage('c3bc', 'hex', defaultMessage(), undefined);
      expect(message.data).to.deep.equal(Buffer.from([0xc3, 0xbc]));
    });

    it('of nothing else', () => {
      for (const sendable of [undefined, null, 1, true, [], () => 'x']) {
        expectRefusal(() => outgoing(sendable), type, 'message');
      }
      for (const data of [undefined, null, 1, {}, [1], new ArrayBuffer(1), new Uint16Array(1)]) {
        expectRefusal(() => outgoing({ data }), type, 'data');
      }
    });

    it('of at least one byte', () => {
      for (const sendable of ['', Buffer.alloc(0), { data: '' }, { data: new Uint8Array() }]) {
        expect(() => outgoing(sendable))
          .to.throw()
          .with.property('code', 'ERR_SCTP_EMPTY_MESSAGE');
      }
    });
  });

  describe('is refused, whether by its own word or by default, with', () => {
    const policy = 'options.partialReliability.policy';
    const value = 'options.partialReliability.value';

    const refusals: [options: object, code: string, argument: string][] = [
      [{ stream: -1 }, range, 'options.stream'],
      [{ stream: 65536 }, range, 'options.stream'],
      [{ stream: 1.5 }, range, 'options.stream'],
      [{ stream: '1' }, type, 'options.stream'],
      [{ stream: null }, type, 'options.stream'],
      [{ ppid: -1 }, range, 'options.ppid'],
      [{ ppid: 0x100000000 }, range, 'options.ppid'],
      [{ ppid: '46' }, type, 'options.ppid'],
      [{ unordered: 1 }, type, 'options.unordered'],
      [{ context: 0x100000000 }, range, 'options.context'],
      [{ context: {} }, type, 'options.context'],
      [{ sackImmediately: 'yes' }, type, 'options.sackImmediately'],
      [{ partialReliability: 'ttl' }, type, 'options.partialReliability'],
      [{ partialReliability: null }, type, 'options.partialReliability'],
      [{ partialReliability: { policy: 'some', value: 1 } }, choice, policy],
      [{ partialReliability: { value: 1 } }, choice, policy],
      [{ partialReliability: { policy: 'ttl' } }, type, value],
      [{ partialReliability: { policy: 'ttl', value: -1 } }, range, value],
      [{ partialReliability: { policy: 'ttl', value: 0x100000000 } }, range, value],
      [{ authKeyId: -1 }, range, 'options.authKeyId'],
      [{ authKeyId: 65536 }, range, 'options.authKeyId'],
      [{ address: 1 }, type, 'options.address'],
      [{ address: 'example.com' }, choice, 'options.address'],
      [{ signal: {} }, type, 'options.signal'],
      [{ signal: null }, type, 'options.signal'],
    ];

    for (const [options, code, argument] of refusals) {
      it(`${JSON.stringify(options)}, by a ${code} that names ${argument}`, () => {
        expectRefusal(() => outgoing({ data: 'x', ...options }), code, argument);
        expectRefusal(() => defaultMessage(options), code, argument);
      });
    }

    it('a signal that has aborted, by an AbortError with its reason', () => {
      const signal = AbortSignal.abort('enough');
      expect(() => outgoing({ data: 'x', signal }))
        .to.throw()
        .that.includes({ name: 'AbortError', code: 'ABORT_ERR', cause: 'enough' });
    });
  });

  describe('that the stack never took', () => {
    const cause = Object.assign(new Error('gone'), { errno: -constants.errno.EPIPE });

    it('is told of as those that the stack gave up', () => {
      const options = { stream: 3, ppid: 46, unordered: true, context: 7 };
      const message = outgoing({ data: 'lost', ...options });
      expect(unsentNotification(5, message, cause)).to.deep.equal({
        type: 'sendFailed',
        associationId: 5,
        raw: Buffer.alloc(0),
        reason: 'unsent',
        error: -constants.errno.EPIPE,
        message: { data: Buffer.from('lost'), ...options },
      });
    });

    it('has the error 0 where no system call failed', () => {
      expect(unsentNotification(5, outgoing('lost'), new Error('gone')).error).to.equal(0);
    });

    it('is given back as it was, whatever becomes of the bytes that it was sent from', () => {
      const bytes = Buffer.from('lost');
      const { message } = unsentNotification(5, outgoing(bytes), cause);
      bytes.fill(0);
      expect(message.data).to.deep.equal(Buffer.from('lost'));
    });
  });
});
