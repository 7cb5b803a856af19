import { expect } from 'chai';
import { describe, it } from 'mocha';

import type { SCTPOptions } from '../../lib/index';
import { forEachEngine } from '../helpers/engines';
import { failure, messages } from '../helpers/events';
import { connectedPair, listeningServer, type Pair } from '../helpers/pair';

type Scheduler = SCTPOptions['streamScheduler'];

/** What each engine has; Linux 6.4 has more. */
const schedulers: Record<string, Scheduler[]> = {
  kernel: ['fcfs', 'priority', 'roundRobin'],
  userspace: ['fcfs', 'priority', 'roundRobin', 'roundRobinPerPacket', 'fairCapacity'],
};
const absent: Record<string, Scheduler> = {
  kernel: 'roundRobinPerPacket',
  userspace: 'weightedFairQueueing',
};

const [early, late] = [20, 21] as const;
const count = 40;
const streams = { outboundStreams: 32 };

forEachEngine('the scheduler of streams', (engine) => {
  /** A sender whose peer does not read until it is asked for messages. */
  const slowPair = (streamScheduler: Scheduler): Promise<Pair> =>
    connectedPair(engine, {
      server: { pauseOnConnect: true, receiveBufferSize: 8192 },
      client: { ...streams, sendBufferSize: 400_000, options: { streamScheduler, noDelay: true } },
    });

  /** Sends on one stream, then on the other. Returns the streams in the order of arrival. */
  async function streamsOfArrivals({ a, z }: Pair): Promise<number[]> {
    const sent: Promise<void>[] = [];
    for (const stream of [early, late]) {
      for (let i = 0; i < count; i++) {
        sent.push(a.send(Buffer.alloc(1000, i), { stream, ppid: stream * 100 + 1 }));
      }
    }
    await Promise.all(sent);
    const next: Record<number, number> = { [early]: 0, [late]: 0 };
    const arrived = await messages(z, 2 * count);
    return arrived.map(({ data, stream, ppid }) => {
      expect(ppid).to.equal(stream * 100 + 1);
      expect(data.equals(Buffer.alloc(1000, next[stream]!++))).to.equal(true);
      return stream;
    });
  }

  it('fcfs sends messages as they came, whatever their stream', async () => {
    const order = await streamsOfArrivals(await slowPair('fcfs'));
    const [ofEarly, ofLate] = [early, late].map((stream) => new Array<number>(count).fill(stream));
    expect(order).to.deep.equal([...ofEarly!, ...ofLate!]);
  });

  it('priority sends what waits on the stream of the least value first', async () => {
    const pair = await slowPair('priority');
    pair.a.setOption('streamSchedulerValue', { stream: early, value: 64 });
    pair.a.setOption('streamSchedulerValue', { stream: late, value: 4 });
    const order = await streamsOfArrivals(pair);
    // Some had left before there was anything else to send.
    const before = order.indexOf(late);
    expect(before).to.be.within(1, count - 10);
    expect(order.slice(before, before + count)).to.deep.equal(new Array(count).fill(late));
  });

  it('roundRobin takes streams in turn', async () => {
    const order = await streamsOfArrivals(await slowPair('roundRobin'));
    const before = order.indexOf(late);
    expect(before).to.be.within(1, count - 10);
    const both = order.slice(before, before + 20);
    expect(both.filter((stream) => stream === late)).to.have.length.within(9, 11);
  });

  describe('of an association', () => {
    it('reads as it was set, as does what it goes by', async () => {
      const { a } = await connectedPair(engine, { client: streams });
      for (const name of schedulers[engine]!) {
        a.setOption('streamScheduler', name);
        expect(a.getOption('streamScheduler')).to.equal(name);
      }
      a.setOption('streamScheduler', 'priority');
      for (const [stream, value] of [
        [early, 64],
        [late, 65535],
      ] as const) {
        a.setOption('streamSchedulerValue', { stream, value });
        const read = a.getOption('streamSchedulerValue', { stream });
        expect(read).to.deep.equal({ stream, value });
      }
    });

    it('is that which its server or its client was made with', async () => {
      const options = { streamScheduler: 'priority' } as const;
      const { server, a, z } = await connectedPair(engine, {
        server: { options },
        client: { options },
      });
      for (const one of [server, a, z]) {
        expect(one.getOption('streamScheduler')).to.equal('priority');
      }
    });

    it('has values for streams that there are', async () => {
      const { a } = await connectedPair(engine, {
        client: { ...streams, options: { streamScheduler: 'priority' } },
      });
      expect(() => a.setOption('streamSchedulerValue', { stream: 32, value: 1 }))
        .to.throw()
        .with.property('code', 'EINVAL');
    });
  });

  it('that the engine has not is refused, by name', async () => {
    const options = { streamScheduler: absent[engine]! };
    const error = await failure(listeningServer(engine, { options }));
    expect(error).to.include({ code: 'ERR_SCTP_FEATURE_UNSUPPORTED', feature: 'streamScheduler' });
    expect(error).to.have.property('hint').that.includes('6.4');
  });
});
