import { randomBytes } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';

import { expect } from 'chai';
import { describe, it } from 'mocha';

import type { SCTPEngine, SCTPSocket } from '../../lib/index';
import { brisk } from '../helpers/brisk';
import { forEachEngine, itNeeds } from '../helpers/engines';
import { collect, event, failure, messages, outcome, record } from '../helpers/events';
import { connectedPair, listeningEndpoint, type Pair } from '../helpers/pair';
import { until } from '../helpers/until';

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/** Everything until the end, in its order. */
async function texts(from: SCTPSocket): Promise<string[]> {
  const all: string[] = [];
  for await (const { data } of from) all.push(data.toString());
  return all;
}

interface Stalled extends Pair {
  /** What each message's callback was called with, in the order of the messages. */
  settled: (Error | null)[][];
}

/** A has given the stack all that it takes, and Z reads nothing: messages wait at A. */
async function stalledPair(engine: SCTPEngine): Promise<Stalled> {
  const server = { pauseOnConnect: true, peelOff: 'always' as const };
  const pair = await connectedPair(engine, { server });
  const settled: (Error | null)[][] = [];
  // In the end Z has more than it wants, and only a probe of its window is under way.
  const isFlowing = () => {
    if (pair.z.messagesReceived <= pair.z.readableHighWaterMark) return true;
    const { receiverWindow, unackedData } = pair.a.getStatus();
    return receiverWindow > 4 * kibibyte || unackedData > 2;
  };
  const fill = async () => {
    for (let i = 0; i < 64 && pair.a.bufferedAmount < 128 * kibibyte; i++) {
      const calls: (Error | null)[] = [];
      settled.push(calls);
      pair.a.write(Buffer.alloc(kibibyte), (error) => void calls.push(error));
    }
    await turn();
  };
  let taken: number;
  do {
    while (pair.a.bufferedAmount < 64 * kibibyte || isFlowing()) await fill();
    // The stack may have room again, and A not have heard of it.
    taken = pair.a.messagesSent;
    for (let turns = 0; turns < 2; turns++) await turn();
  } while (pair.a.messagesSent > taken);
  return { ...pair, settled };
}

const codesOf = (calls: (NodeJS.ErrnoException | null)[][]): Set<string | undefined> =>
  new Set(calls.flat().map((error) => error?.code));

forEachEngine('the end of an association', (engine) => {
  describe('by end()', () => {
    it('delivers everything that was written first, however slowly it is read', async () => {
      const briskly = { options: brisk };
      const { a, z } = await connectedPair(engine, { client: briskly, server: briskly });
      const sent = Array.from({ length: 5000 }, (_, index) => `message ${index}`);
      const settled: (Error | null)[] = [];
      for (const text of sent) a.write(text, (error) => settled.push(error));
      a.end('the last one');
      a.resume();

      const received: string[] = [];
      for await (const { data } of z) {
        received.push(data.toString());
        if (received.length % 50 === 0) await turn();
      }
      expect(received).to.deep.equal([...sent, 'the last one']);
      expect(settled).to.deep.equal(sent.map(() => null));
    });

    it('delivers what the stack had no room for yet', async () => {
      const { a, z, settled } = await stalledPair(engine);
      a.end();
      a.resume();
      const closed = event(a, 'close');
      let received = 0;
      for await (const { data } of z) received += data.length;
      await closed;
      expect(received).to.equal(settled.length * kibibyte);
      expect(settled.every((calls) => calls.length === 1 && calls[0] === null)).to.equal(true);
    });

    it('is told to both sides, each of which knows who ended it', async () => {
      const { a, z } = await connectedPair(engine);
      const names = ['peerShutdown', 'finish', 'end', 'error', 'close'] as const;
      const [atA, atZ] = [record(a, ...names), record(z, ...names)];
      a.end();
      expect(a.state).to.equal('shuttingDown');
      a.resume();
      z.resume();
      const [aHadError, zHadError] = await Promise.all([event(a, 'close'), event(z, 'close')]);
      expect(atA).to.deep.equal(['finish', 'end', 'close']);
      expect(atZ.filter((name) => name !== 'finish')).to.deep.equal([
        'peerShutdown',
        'end',
        'close',
      ]);
      expect([aHadError, zHadError]).to.deep.equal([false, false]);
      expect([a.endedBy, z.endedBy]).to.deep.equal(['localShutdown', 'peerShutdown']);
      expect([a.state, z.state]).to.deep.equal(['closed', 'closed']);
    });

    it('from both sides at once is graceful for both, and loses nothing silently', async () => {
      const { a, z } = await connectedPair(engine);
      const unsent = [collect(a, 'sendFailed'), collect(z, 'sendFailed')];
      const ends = Promise.all([outcome(a), outcome(z)]);
      for (const socket of [a, z]) {
        socket.end('bye');
        socket.resume();
      }
      const graceful = { error: null, hadError: false };
      expect(await ends).to.deep.equal([graceful, graceful]);
      expect(z.messagesReceived + unsent[0]!.length).to.equal(1);
      expect(a.messagesReceived + unsent[1]!.length).to.equal(1);
    });

    it('leaves what came before it to be read after it', async () => {
      const { a, z } = await connectedPair(engine, { server: { pauseOnConnect: true } });
      for (const text of ['one', 'two', 'three']) a.write(text);
      await a.shutdown();
      expect(z.endedBy === undefined || z.endedBy === 'peerShutdown').to.equal(true);
      expect(await texts(z)).to.deep.equal(['one', 'two', 'three']);
    });

    it('refuses what is written after it', async () => {
      const { a } = await connectedPair(engine);
      a.end();
      const raised = event(a, 'error');
      const code = 'ERR_STREAM_WRITE_AFTER_END';
      expect(await failure(a.send('late'))).to.include({ code });
      const refused = await raised.then(
        (error) => error,
        (error: unknown) => error,
      );
      expect(refused).to.include({ code });
    });
  });

  describe('by shutdown()', () => {
    it('resolves when the peer has confirmed it', async () => {
      const { a, z } = await connectedPair(engine);
      const seen = record(a, 'end', 'close');
      a.write('first');
      await a.shutdown();
      expect(seen).to.deep.equal(['end', 'close']);
      expect(await texts(z)).to.deep.equal(['first']);
    });

    it('calls back, also a second time and after the end', async () => {
      const { a, z } = await connectedPair(engine);
      z.resume();
      const answers = await Promise.all([
        new Promise((resolve) => {
          a.shutdown(resolve);
        }),
        new Promise((resolve) => {
          a.shutdown(resolve);
        }),
      ]);
      expect(answers).to.deep.equal([null, null]);
      await a.shutdown();
    });

    it('rejects with the error that comes in between', async () => {
      const { a, z } = await stalledPair(engine);
      a.on('error', () => undefined);
      const shutDown = failure(a.shutdown());
      z.abort();
      expect(await shutDown).to.include({ code: 'ECONNRESET' });
      expect(a.endedBy).to.equal('peerAbort');
    });

    it('waits for no reset of streams', async () => {
      const options = {
        reconfigSupported: true,
        streamResetEnabled: { streams: true, association: false, addStreams: false },
      };
      const { a, z } = await connectedPair(engine, { server: { options }, client: { options } });
      z.resume();
      a.resetStreams({ outgoing: true });
      await a.shutdown();
      expect(a.endedBy).to.equal('localShutdown');
    });

    it('is what disposing of a socket does', async () => {
      const { a, z } = await connectedPair(engine);
      z.resume();
      await a[Symbol.asyncDispose]();
      expect(a).to.include({ endedBy: 'localShutdown', closed: true });
    });
  });

  describe('by a shutdown that the peer does not let finish', () => {
    it('is told by a time-out, and everything undelivered is reported', async () => {
      const hasty = {
        rtoInfo: { initial: 100, min: 100, max: 100 },
        // Paths on which all is dropped for want of room must not count as lost.
        peerAddressParameters: { pathMaxRetransmits: 1000 },
      };
      const { a, z } = await connectedPair(engine, {
        server: { pauseOnConnect: true, receiveBufferSize: 20_000, highWaterMark: 0 },
        client: { sendBufferSize: 400_000, options: hasty },
      });
      z.on('error', () => undefined);
      const failed = record(a, 'sendFailed');
      const sent = Array.from({ length: 24 }, () => a.send(Buffer.alloc(10_000)));
      await Promise.all(sent);
      a.end();
      const { error, hadError } = await outcome(a);
      expect(error).to.include({ code: 'ETIMEDOUT', syscall: 'shutdown', associationId: a.id });
      expect({ hadError, endedBy: a.endedBy }).to.deep.equal({
        hadError: true,
        endedBy: 'timeout',
      });
      expect(failed).not.to.be.empty;
    });
  });

  describe('by the peer', () => {
    it('makes write() answer false', async () => {
      const { a, z } = await connectedPair(engine);
      const answers: boolean[] = [z.resume().write('early')];
      z.once('peerShutdown', () => answers.push(z.write('late')));
      const closed = event(z, 'close');
      a.resume().end();
      await closed;
      expect(answers).to.deep.equal([true, false]);
    });

    it('fails what is sent after it by the callback, or else by sendFailed', async () => {
      const { a, z } = await connectedPair(engine);
      z.resume();
      const unsent = collect(z, 'sendFailed');
      const told = new Promise<Error | null>((resolve) => {
        z.once('peerShutdown', () => {
          expect(z.state).to.equal('peerShutdown');
          z.write('late', resolve);
          z.write({ data: 'nobody waits', stream: 2, ppid: 46, context: 7 });
        });
      });
      const closed = event(z, 'close');
      a.end();
      expect(await told).to.include({ code: 'ERR_SCTP_PEER_SHUTDOWN' });
      await closed;
      expect(unsent).to.have.length(1);
      expect(unsent[0]).to.deep.include({
        type: 'sendFailed',
        associationId: z.id,
        reason: 'unsent',
        message: {
          data: Buffer.from('nobody waits'),
          stream: 2,
          ppid: 46,
          unordered: false,
          context: 7,
        },
      });
    });
  });

  describe('by abort()', () => {
    const long = 'because '.repeat(125);
    const reasons: [name: string, reason: string | Uint8Array | undefined, text: string][] = [
      ['a text', 'overloaded', 'overloaded'],
      ['no reason', undefined, ''],
      ['an empty text', '', ''],
      ['bytes that are no text', Uint8Array.of(0, 1, 254, 255), '0x0001feff'],
      ['500 bytes', long.slice(0, 500), long.slice(0, 200)],
      ['1000 bytes', long, long.slice(0, 200)],
    ];
    for (const [name, reason, text] of reasons) {
      const title = `reaches the peer, with ${name} as its reason`;
      const test = async () => {
        const { a, z } = await connectedPair(engine);
        const [atA, atZ] = [outcome(a), outcome(z)];
        z.resume();
        a.abort(reason);
        expect(await atA).to.deep.equal({ error: null, hadError: false });

        const { error, hadError } = await atZ;
        expect(hadError).to.equal(true);
        const { abortReason, ...rest } = error as Error & { abortReason?: Buffer };
        expect(error).to.include({
          name: 'SCTPError',
          code: 'ECONNRESET',
          syscall: 'read',
          abortCause: 12,
          associationId: z.id,
          address: '127.0.0.1',
          port: a.localPort,
        });
        expect(rest).to.have.property('errno').that.is.lessThan(0);
        expect(error!.message).to.include('User-Initiated Abort').and.to.include(text);
        expect(abortReason ?? Buffer.alloc(0)).to.deep.equal(Buffer.from(reason ?? ''));
        expect([a.endedBy, z.endedBy]).to.deep.equal(['localAbort', 'peerAbort']);
      };
      if (reason === long) itNeeds(engine, 'longAbortReasons', title, test);
      else it(title, test);
    }

    it('is told after what came before it', async () => {
      const { a, z } = await connectedPair(engine);
      const seen = record(z, 'data', 'end', 'error', 'close');
      await a.send('first');
      a.abort('enough');
      await outcome(z);
      expect(seen).to.deep.equal(['data', 'error', 'close']);
    });

    it('takes a string or bytes', async () => {
      const { a } = await connectedPair(engine);
      for (const reason of [5, {}, null] as unknown as string[]) {
        expect(() => a.abort(reason))
          .to.throw(TypeError, '"reason"')
          .with.property('code', 'ERR_INVALID_ARG_TYPE');
      }
      expect(a.state).to.equal('established');
    });

    it('tells what an ABORT chunk has no room for before it aborts anything', async () => {
      const { a } = await connectedPair(engine);
      expect(() => a.abort(Buffer.alloc(70_000)))
        .to.throw(RangeError, '"reason')
        .with.property('code', 'ERR_OUT_OF_RANGE');
      expect(a.state).to.equal('established');
    });

    it('twice is once', async () => {
      const { a, z } = await connectedPair(engine);
      const [atA, atZ] = [record(a, 'error', 'close'), collect(z, 'error')];
      z.resume();
      a.abort('first');
      a.abort('second');
      a.end();
      await outcome(z);
      expect(atA).to.deep.equal(['close']);
      expect(atZ.map(({ message }) => message.split(': ').at(-1))).to.deep.equal(['first']);
    });
  });

  describe('by destroy()', () => {
    it('is graceful for the peer where everything has been delivered', async () => {
      const { a, z } = await connectedPair(engine);
      await a.send('delivered');
      expect((await messages(z, 1))[0]!.data.toString()).to.equal('delivered');
      const atZ = outcome(z);
      z.resume();
      a.destroy();
      expect(await outcome(a)).to.deep.equal({ error: null, hadError: false });
      expect(await atZ).to.deep.equal({ error: null, hadError: false });
      expect([a.endedBy, z.endedBy]).to.deep.equal(['localShutdown', 'peerShutdown']);
    });

    it('is an abort where something waits to be sent', async () => {
      const { a, z } = await stalledPair(engine);
      a.destroy();
      z.resume();
      expect((await outcome(z)).error).to.include({ code: 'ECONNRESET', abortCause: 12 });
      expect([a.endedBy, z.endedBy]).to.deep.equal(['localAbort', 'peerAbort']);
    });

    it('is an abort where something waits to be read', async () => {
      const { a, z } = await connectedPair(engine);
      void z.send('unread');
      await until(() => a.messagesReceived > 0);
      z.resume();
      a.destroy();
      expect((await outcome(z)).error).to.include({ code: 'ECONNRESET' });
      expect(a.endedBy).to.equal('localAbort');
    });

    it('with an error tells it here, and aborts', async () => {
      const { a, z } = await connectedPair(engine);
      const [atA, atZ] = [outcome(a), outcome(z)];
      z.resume();
      const error = new Error('my own');
      a.destroy(error);
      expect(await atA).to.deep.equal({ error, hadError: true });
      expect((await atZ).error).to.include({ code: 'ECONNRESET' });
      expect([a.endedBy, z.endedBy]).to.deep.equal(['localAbort', 'peerAbort']);
    });

    it('tells the callback of what is written after it, and nobody else', async () => {
      const { a } = await connectedPair(engine);
      const { destroyed } = a.destroy();
      expect(destroyed).to.equal(true);
      const errors = collect(a, 'error');
      expect(await failure(a.send('late'))).to.include({ code: 'ERR_STREAM_DESTROYED' });
      expect(errors).to.deep.equal([]);
    });
  });

  describe('settles each pending callback once', () => {
    const ends: [how: string, code: string, end: (pair: Stalled) => void][] = [
      ['abort()', 'ERR_SCTP_ABORTED', ({ a }) => a.abort('enough')],
      ['destroy()', 'ERR_SCTP_ABORTED', ({ a }) => void a.destroy()],
      ['destroy(error)', 'ERR_SCTP_ABORTED', ({ a }) => void a.destroy(new Error('my own'))],
      ["the peer's abort", 'ECONNRESET', ({ z }) => z.abort('enough')],
      ["the peer's destroy()", 'ECONNRESET', ({ z }) => void z.destroy()],
      ["the peer's end", 'ERR_SCTP_PEER_SHUTDOWN', ({ z }) => void z.end()],
    ];
    for (const [how, code, end] of ends) {
      it(`at ${how}, with ${code}`, async () => {
        const pair = await stalledPair(engine);
        const { a, z, settled } = pair;
        const closed = Promise.all([outcome(a), outcome(z)]);
        a.resume();
        end(pair);
        z.resume();
        await closed;
        await turn();
        expect(settled.every((calls) => calls.length === 1)).to.equal(true);
        const failed = settled.findIndex(([error]) => error !== null);
        expect(codesOf(settled.slice(0, failed))).to.deep.equal(new Set([undefined]));
        expect(codesOf(settled.slice(failed))).to.deep.equal(new Set([code]));
      });
    }
  });

  describe('in the middle of a message', () => {
    const options = { partialDeliveryPoint: 4096 };
    const body = randomBytes(4 * mebibyte);
    const client = { sendBufferSize: body.length + mebibyte };

    it('is told by partialDeliveryAborted, and no piece of it is delivered', async () => {
      const { a, z } = await connectedPair(engine, { server: { options }, client });
      const received = collect(z, 'data');
      const aborted = collect(z, 'partialDeliveryAborted');
      const atZ = outcome(z);
      await a.send('before');
      await until(() => received.length > 0);
      const window = a.getStatus().receiverWindow;
      await a.send(body, { stream: 3 });
      await until(() => a.getStatus().receiverWindow < window);
      await turn();
      a.abort();
      await atZ;
      expect(received.map(({ data }) => data.toString())).to.deep.equal(['before']);
      expect(aborted.map(({ associationId }) => associationId)).to.deep.equal([z.id]);
    });

    it('leaves the pieces that came where fragments were asked for', async () => {
      const server = { options, partialDelivery: 'fragments' as const };
      const { a, z } = await connectedPair(engine, { server, client });
      const pieces = collect(z, 'data');
      const seen = record(z, 'partialDeliveryAborted', 'error', 'end');
      z.once('data', () => a.abort());
      const atZ = outcome(z);
      a.write({ data: body, stream: 3 });
      await atZ;
      expect(pieces.length).to.be.greaterThan(0);
      expect(pieces.every(({ complete }) => !complete)).to.equal(true);
      const whole = Buffer.concat(pieces.map(({ data }) => data));
      expect(body.subarray(0, whole.length).equals(whole)).to.equal(true);
      expect(seen).to.deep.equal(['partialDeliveryAborted', 'error']);
    });
  });

  describe('of an endpoint', () => {
    it('by close() is an end of each of its associations, with an own code for what waits', async () => {
      const a = await listeningEndpoint(engine);
      const z = await listeningEndpoint(engine, { receiveBufferSize: 8 * kibibyte });
      const id = await a.connect('127.0.0.1', z.address().port);
      const settled: (Error | null)[] = [];
      const body = Buffer.alloc(kibibyte);
      const send = (): boolean =>
        a.send(body, { associationId: id }, {}, (error) => void settled.push(error));
      let sent = 0;
      for (; sent < 4096; sent++) send();
      await a.close();
      await turn();
      expect(settled).to.have.length(sent);
      expect(settled.at(-1)).to.include({ code: 'ERR_SCTP_CLOSED', associationId: id });
    });
  });
});
