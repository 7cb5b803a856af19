import { expect } from 'chai';
import { describe, it } from 'mocha';

import type { SCTPOptions } from '../../lib/index';
import { brisk } from '../helpers/brisk';
import { forEachEngine } from '../helpers/engines';
import { failure, messages } from '../helpers/events';
import { connectedPair, listeningServer } from '../helpers/pair';
import { kernelsUdpPort, watchedPair } from '../helpers/relay';
import { withSysctls } from '../helpers/sysctl';
import { skipBecause } from '../helpers/tally';

const iDataType = 64;
const dataType = 0;

forEachEngine('interleaving', (engine) => {
  const options: Partial<SCTPOptions> = {
    ...brisk,
    fragmentInterleave: 2,
    interleavingSupported: true,
    partialDeliveryPoint: 4096,
    streamScheduler: 'roundRobin',
  };
  const ends = (a: Partial<SCTPOptions> = options, z: Partial<SCTPOptions> = options) => ({
    server: { options: z },
    client: { options: a, outboundStreams: 32 },
  });

  describe('where both ends offer it', () => {
    withSysctls(engine, { intl_enable: 1, udp_port: kernelsUdpPort });

    it('is negotiated, and messages go by I-DATA', async () => {
      const { a, z, packets, stop } = await watchedPair(engine, ends());
      expect(a.getOption('interleavingSupported')).to.equal(true);
      expect(z.getOption('interleavingSupported')).to.equal(true);
      await a.send('x');
      await messages(z, 1);
      const types = packets.flat().map(({ type }) => type);
      expect(types).to.include(iDataType).and.not.to.include(dataType);
      await stop();
    });

    it('lets small messages pass a large one of another stream', async () => {
      // Nobody reads yet: most of the large one has to wait for the receiver.
      const { server, client } = ends();
      const slow = { ...server, pauseOnConnect: true, receiveBufferSize: 16_384 };
      const { a, z } = await connectedPair(engine, { server: slow, client });
      const large = Buffer.alloc(65536, 'l');
      void a.send(large, { stream: 18, ppid: 1801 });
      void a.send('small one', { stream: 19, ppid: 1802 });
      void a.send('small two', { stream: 19, ppid: 1803 });
      const arrived = await messages(z, 3);
      expect(arrived.map(({ ppid }) => ppid)).to.deep.equal([1802, 1803, 1801]);
      expect(arrived.map(({ stream }) => stream)).to.deep.equal([19, 19, 18]);
      expect(arrived[2]!.data.equals(large)).to.equal(true);
    });

    it('keeps the pieces of each message together, of all streams, ordered and not', async () => {
      const { a, z } = await connectedPair(engine, ends());
      const size = 200_000;
      const body = (stream: number, turn: number): Buffer => Buffer.alloc(size, stream * 8 + turn);
      const sent: Promise<void>[] = [];
      for (let turn = 0; turn < 3; turn++) {
        for (let stream = 0; stream < 6; stream++) {
          const unordered = turn === 2;
          sent.push(a.send(body(stream, turn), { stream, unordered, ppid: turn }));
        }
      }
      const arrived = await messages(z, sent.length);
      const turns = Array.from({ length: 6 }, (): number[] => []);
      for (const { data, stream, ppid, unordered } of arrived) {
        expect(unordered).to.equal(ppid === 2);
        expect(data.equals(body(stream, ppid))).to.equal(true);
        if (!unordered) turns[stream]!.push(ppid);
      }
      expect(turns).to.deep.equal(new Array(6).fill([0, 1]));
      await Promise.all(sent);
    });

    it('keeps unordered messages of one stream apart', async () => {
      const { a, z } = await connectedPair(engine, ends());
      for (let i = 0; i < 4; i++) {
        void a.send(Buffer.alloc(150_000, i), { stream: 5, unordered: i % 2 === 0, ppid: i });
      }
      const arrived = await messages(z, 4);
      expect(arrived.map(({ ppid }) => ppid)).to.have.members([0, 1, 2, 3]);
      for (const { data, ppid } of arrived) {
        expect(data.equals(Buffer.alloc(150_000, ppid))).to.equal(true);
      }
    });
  });

  describe('where one end does not', () => {
    withSysctls(engine, { intl_enable: 1, udp_port: kernelsUdpPort });

    it('is not negotiated, and a large message goes before what follows it', async () => {
      const { a, z, packets, stop } = await watchedPair(engine, ends(options, brisk));
      expect(a.getOption('interleavingSupported')).to.equal(false);
      expect(z.getOption('interleavingSupported')).to.equal(false);
      void a.send(Buffer.alloc(65536, 'l'), { stream: 18, ppid: 1801 });
      void a.send('small', { stream: 19, ppid: 1802 });
      const arrived = await messages(z, 2);
      expect(arrived.map(({ ppid }) => ppid)).to.deep.equal([1801, 1802]);
      const types = packets.flat().map(({ type }) => type);
      expect(types).to.include(dataType).and.not.to.include(iDataType);
      await stop();
    });
  });

  describe('that cannot be', () => {
    it('for want of fragmentInterleave is refused, and the error says so', async () => {
      const wanting = { interleavingSupported: true, fragmentInterleave: 0 };
      const error = await failure(listeningServer(engine, { options: wanting }));
      const shape = { code: 'ERR_SCTP_FEATURE_UNSUPPORTED', feature: 'interleavingSupported' };
      expect(error).to.include(shape);
      expect(error).to.have.property('hint').that.includes('fragmentInterleave');
    });

    describe('for want of the sysctl', () => {
      withSysctls(engine, { intl_enable: 0 });

      it('is refused, and the error says so', async function () {
        if (engine === 'userspace') skipBecause(this, 'the engine userspace has no sysctls');
        const error = await failure(listeningServer(engine, { options }));
        expect(error).to.include({ code: 'ERR_SCTP_FEATURE_UNSUPPORTED' });
        expect(error).to.have.property('hint').that.includes('net.sctp.intl_enable');
      });
    });
  });
});
