import { endianness } from 'node:os';

import { expect } from 'chai';
import { describe, it } from 'mocha';

import { notificationKinds, receiveFlags, receiveWords } from '../../lib/batch';
import { enumerations, readNotification } from '../../lib/events';
import type { SCTPNotification } from '../../lib/index';
import { kindOf, type Words, writeWords } from '../helpers/descriptors';

/** What the stack wrote: the record, and in it what the kind has for data. */
const slab = Buffer.from('before<the cause>after');
const record = { offset: 6, length: 11 };
const raw = Buffer.from('<the cause>');
const cause = { dataOffset: 7, dataLength: 9 };
const data = Buffer.from('the cause');

const address = { address: '192.0.2.1', port: 3868, family: 'IPv4' } as const;

/** A batch whose second descriptor is the notification. */
function read(
  type: (typeof notificationKinds)[number],
  words: Words = {},
  bytes: Uint8Array = slab,
): SCTPNotification {
  const at = receiveWords;
  const batch = new Int32Array(2 * receiveWords).fill(-1);
  writeWords(batch, at, { kind: kindOf(type), associationId: 5, ...record, ...words });
  return readNotification(batch, at, bytes, (where) => {
    expect(where).to.equal(at);
    return address;
  });
}

/** What every notification has. */
function base(type: SCTPNotification['type']): object {
  return { type, associationId: 5, raw };
}

describe('a notification', () => {
  describe('associationChange', () => {
    const type = 'associationChange';
    const row = (state: (typeof enumerations.associationChangeState)[number]): number =>
      enumerations.associationChangeState.indexOf(state);

    for (const state of ['communicationUp', 'restart'] as const) {
      it(`tells of ${state} with the numbers of streams`, () => {
        const words = { state: row(state), value: 10, otherValue: 65535 };
        const streams = { outboundStreams: 10, inboundStreams: 65535 };
        const change = { ...base(type), state, error: 0, ...streams, aborted: false };
        expect(read(type, words)).to.deep.equal(change);
      });

      it(`tells of ${state} what both ends can do, where the stack tells it`, () => {
        const none = {
          partialReliability: false,
          auth: false,
          asconf: false,
          multibuf: false,
          reconfig: false,
          interleaving: false,
        };
        Object.keys(none).forEach((feature, bit) => {
          const change = read(type, { state: row(state), details: 1 << bit });
          expect(change).to.have.deep.property('features', { ...none, [feature]: true });
        });
        expect(read(type, { state: row(state) })).not.to.have.property('features');
      });
    }

    for (const state of ['communicationLost', 'cannotStart'] as const) {
      it(`tells of ${state} whether the peer aborted, and why`, () => {
        const streams = { outboundStreams: 0, inboundStreams: 0 };
        const change = { ...base(type), state, ...streams };
        expect(read(type, { state: row(state) })).to.deep.equal({
          ...change,
          error: 0,
          aborted: undefined,
        });
        expect(read(type, { state: row(state), details: 2 })).to.include({ aborted: false });
        expect(read(type, { state: row(state), error: 12, details: 1, ...cause })).to.deep.equal({
          ...change,
          error: 12,
          aborted: true,
          abortReason: data,
        });
      });
    }

    it('tells of shutdownComplete that nobody aborted', () => {
      expect(read(type, { state: row('shutdownComplete') })).to.include({ aborted: false });
    });

    it('has no reason where the ABORT has none', () => {
      const change = read(type, { state: row('communicationLost'), details: 1 });
      expect(change).to.include({ aborted: true }).and.not.have.property('abortReason');
    });
  });

  describe('peerAddressChange', () => {
    enumerations.peerAddressChangeState.forEach((state, row) => {
      it(`tells that a path is ${state}`, () => {
        const type = 'peerAddressChange';
        const change = { ...base(type), state, address, error: 110 };
        expect(read(type, { state: row, error: 110 })).to.deep.equal(change);
      });
    });
  });

  it('remoteError tells the cause', () => {
    const error = { ...base('remoteError'), errorCode: 9, data };
    expect(read('remoteError', { error: 9, ...cause })).to.deep.equal(error);
  });

  describe('sendFailed', () => {
    it('gives the message back with what it was sent with, in unsigned numbers', () => {
      const flags = receiveFlags.unordered;
      const words = { stream: 65535, ppid: -1, context: -2, flags, error: 32, ...cause };
      const sentWith = { stream: 65535, ppid: 0xffffffff, context: 0xfffffffe, unordered: true };
      expect(read('sendFailed', words)).to.deep.equal({
        ...base('sendFailed'),
        reason: 'unsent',
        error: 32,
        message: { data, ...sentWith },
      });
    });

    it('tells whether it had been put on the wire', () => {
      expect(read('sendFailed', { state: 0 })).to.include({ reason: 'unsent' });
      expect(read('sendFailed', { state: 1 })).to.include({ reason: 'sent' });
    });

    it('tells an ordered message from an unordered one', () => {
      const ordered = read('sendFailed', { flags: ~receiveFlags.unordered });
      expect(ordered).to.have.nested.property('message.unordered', false);
    });
  });

  for (const type of ['peerShutdown', 'senderDry', 'notificationsStopped'] as const) {
    it(`${type} tells that it is so`, () => {
      expect(read(type)).to.deep.equal(base(type));
    });
  }

  it('adaptationIndication tells an unsigned number', () => {
    const indication = { ...base('adaptationIndication'), value: 0xffffffff };
    expect(read('adaptationIndication', { value: -1 })).to.deep.equal(indication);
  });

  it('partialDeliveryAborted tells the stream and the sequence number', () => {
    const type = 'partialDeliveryAborted';
    const aborted = { ...base(type), stream: 65535, sequence: 0xffffffff };
    expect(read(type, { stream: 65535, value: -1 })).to.deep.equal(aborted);
  });

  enumerations.authenticationIndication.forEach((indication, state) => {
    it(`authentication tells of ${indication} with its keys`, () => {
      const keys = { ...base('authentication'), indication, keyId: 1, altKeyId: 2 };
      expect(read('authentication', { state, value: 1, otherValue: 2 })).to.deep.equal(keys);
    });
  });

  describe('of a reset', () => {
    const bits = { incoming: 1, outgoing: 2, denied: 4, failed: 8 } as const;
    const flagsOf = (names: readonly (keyof typeof bits)[], set?: keyof typeof bits): object =>
      Object.fromEntries(names.map((name) => [name, name === set]));

    it('streamReset tells the streams, and none for all of them', () => {
      const numbers = new Uint8Array(new Uint16Array([0, 1, 258, 65535]).buffer);
      const words = { offset: 0, length: 8, dataOffset: 0, dataLength: 8 };
      expect(read('streamReset', words, numbers)).to.have.deep.property(
        'streams',
        [0, 1, 258, 65535],
      );
      expect(read('streamReset')).to.have.deep.property('streams', []);
    });

    it("streamReset reads stream numbers in the host's byte order, wherever they lie", () => {
      const odd = endianness() === 'LE' ? [0, 2, 1, 7] : [0, 1, 2, 7];
      const reset = read('streamReset', { dataOffset: 1, dataLength: 3 }, Uint8Array.from(odd));
      expect(reset).to.have.deep.property('streams', [258]);
    });

    (Object.keys(bits) as (keyof typeof bits)[]).forEach((set) => {
      it(`streamReset tells that it is ${set}`, () => {
        const flags = flagsOf(['incoming', 'outgoing', 'denied', 'failed'], set);
        const reset = { ...base('streamReset'), ...flags, streams: [] };
        expect(read('streamReset', { details: bits[set] })).to.deep.equal(reset);
      });
    });

    for (const set of ['denied', 'failed', undefined] as const) {
      const details = set === undefined ? 0 : bits[set];
      const outcome = set ?? 'done';

      it(`associationReset tells the TSNs, and that it is ${outcome}`, () => {
        const tsns = { localTsn: 0xffffffff, remoteTsn: 2 };
        const reset = {
          ...base('associationReset'),
          ...tsns,
          ...flagsOf(['denied', 'failed'], set),
        };
        const words = { value: -1, otherValue: 2, details };
        expect(read('associationReset', words)).to.deep.equal(reset);
      });

      it(`streamChange tells the numbers of streams, and that it is ${outcome}`, () => {
        const counts = { inboundStreams: 3, outboundStreams: 4 };
        const change = {
          ...base('streamChange'),
          ...counts,
          ...flagsOf(['denied', 'failed'], set),
        };
        const words = { value: 3, otherValue: 4, details };
        expect(read('streamChange', words)).to.deep.equal(change);
      });
    }
  });

  it("unknown has the stack's own number and the bytes", () => {
    const unknown = { ...base('unknown'), stackType: 0x8099 };
    expect(read('unknown', { value: 0x8099 })).to.deep.equal(unknown);
  });

  describe('that is malformed', () => {
    for (const type of ['associationChange', 'peerAddressChange', 'authentication'] as const) {
      it(`is unknown where its state is none of ${type}`, () => {
        for (const state of [-1, 99]) {
          const unknown = { ...base('unknown'), stackType: 7 };
          expect(read(type, { state, value: 7 })).to.deep.equal(unknown);
        }
      });
    }

    it('is unknown where its kind is none', () => {
      for (const kind of [-1, notificationKinds.length, 0x7fffffff]) {
        const unknown = { ...base('unknown'), stackType: 7 };
        expect(read('unknown', { kind, value: 7 })).to.deep.equal(unknown);
      }
    });

    it('has what there is where its bytes end early', () => {
      const short = slab.subarray(0, 10);
      const error = read('remoteError', { error: 9, ...cause }, short);
      expect(error).to.include({ type: 'remoteError', errorCode: 9 });
      expect(error).to.deep.include({ raw: Buffer.from('<the'), data: Buffer.from('the') });
    });

    it('has no stream whose number is cut in half', () => {
      const reset = read('streamReset', { dataOffset: 0, dataLength: 3 });
      expect(reset).to.have.property('streams').with.lengthOf(1);
    });
  });

  it('keeps its bytes when the next batch overwrites the slab', () => {
    const bytes = Buffer.from(slab);
    const error = read('remoteError', cause, bytes);
    bytes.fill(0);
    expect(error).to.deep.include({ raw, data });
  });

  it('is read whatever its kind', () => {
    for (const kind of notificationKinds.slice(1)) expect(read(kind).type).to.equal(kind);
  });
});
