import { expect } from 'chai';
import { describe, it } from 'mocha';

import type { SCTPAbandonmentPolicy } from '../../lib/index';
import { forEachEngine } from '../helpers/engines';
import { collect, message } from '../helpers/events';
import { connectedPair, listeningEndpoint } from '../helpers/pair';
import { refusal } from '../helpers/refusal';
import { skipBecause } from '../helpers/tally';
import { until } from '../helpers/until';

forEachEngine('what the stack counts', (engine) => {
  const isLinux = engine === 'kernel';

  it('is told as far as it is counted, and nothing is made up', async () => {
    const { a, z } = await connectedPair(engine);
    void a.send('ordered');
    void a.send('unordered', { unordered: true });
    await message(z);
    const statistics = a.getStatistics();
    if (isLinux) {
      expect(statistics).to.include({ orderedChunksSent: 1, unorderedChunksSent: 1 });
      expect(statistics)
        .to.include({ chunksRetransmitted: 0 })
        .and.not.to.have.property('timeouts');
      expect(statistics.packetsSent).to.be.greaterThan(2);
      expect(statistics.maxRto).to.be.greaterThan(0);
      await until(() => a.getStatistics().sacksReceived! > 0);
      expect(z.getStatistics()).to.include({
        ...{ orderedChunksReceived: 1, unorderedChunksReceived: 1, chunksDuplicated: 0 },
      });
    } else {
      expect(Object.keys(statistics)).to.deep.equal(['timeouts']);
      expect(statistics.timeouts).to.include({ init: 0, data: 0, shutdown: 0 });
    }
  });

  for (const name of ['statistics', 'timeouts'] as const) {
    it(`is told by the option ${name}`, async function () {
      const { a } = await connectedPair(engine);
      if ((name === 'statistics') !== isLinux) {
        const error = refusal(() => a.getOption(name));
        expect(error).to.include({ code: 'ERR_SCTP_FEATURE_UNSUPPORTED', feature: name });
        expect(error.hint).to.include('getStatistics()');
        skipBecause(this, 'the other engine has it; getStatistics() tells what either has');
      }
      expect(a.getOption(name)).to.be.an('object');
    });
  }

  it('is told of the associations of an endpoint', async () => {
    const [endpoint, peer] = [await listeningEndpoint(engine), await listeningEndpoint(engine)];
    const id = await endpoint.connect('127.0.0.1', peer.address().port);
    expect(Object.keys(endpoint.getStatistics(id))).not.to.deep.equal([]);
    expect(endpoint.getPartialReliabilityStatus(id)).to.deep.equal({
      ...{ abandonedUnsent: 0, abandonedSent: 0 },
    });
    for (const call of [
      () => endpoint.getStatistics(9999),
      () => endpoint.getPartialReliabilityStatus(9999),
    ]) {
      expect(refusal(call)).to.include({ code: 'ERR_SCTP_NO_ASSOCIATION' });
    }
  });

  describe('of messages that were given up', () => {
    it('is told by the policy and by the stream', async () => {
      const { a, z } = await connectedPair(engine, {
        server: { pauseOnConnect: true, receiveBufferSize: 8192 },
      });
      const failed = collect(a, 'sendFailed');
      const partialReliability = { policy: 'ttl', value: 50 } as const;
      for (let i = 0; i < 200; i++) {
        await a.send(Buffer.alloc(1000), { stream: 3, partialReliability });
      }
      const total = (policy: SCTPAbandonmentPolicy, stream?: number): number => {
        const { abandonedSent, abandonedUnsent } = a.getPartialReliabilityStatus(policy, stream);
        return abandonedSent + abandonedUnsent;
      };
      // More may be given up between one look and the next.
      await until(
        () =>
          failed.length > 0 &&
          total('all') > 0 &&
          new Set([total('all'), total('ttl'), total('all', 3), total('ttl', 3)]).size === 1,
      );
      for (const policy of ['rtx', 'priority'] as const) {
        expect([total(policy), total(policy, 3)], policy).to.deep.equal([0, 0]);
      }
      expect([total('all', 0), total('ttl', 0)]).to.deep.equal([0, 0]);
      z.resume();
    });

    it('is refused of a stream that there is not', async () => {
      const { a } = await connectedPair(engine);
      const by = (stream: number) => refusal(() => a.getPartialReliabilityStatus('ttl', stream));
      expect(by(10)).to.include({ code: 'EINVAL', syscall: 'getsockopt' });
      expect(by(-1)).to.include({ code: 'ERR_OUT_OF_RANGE' });
      const error = refusal(() => a.getPartialReliabilityStatus('none' as 'all'));
      expect(error).to.include({ code: 'ERR_INVALID_ARG_VALUE' });
    });
  });
});
