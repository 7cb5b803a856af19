import { expect } from 'chai';
import { describe, it } from 'mocha';

import { forEachEngine } from '../helpers/engines';
import { event, message, messages } from '../helpers/events';
import { connectedPair, listeningEndpoint, listeningServer } from '../helpers/pair';
import { kernelsUdpPort, watchedPair } from '../helpers/relay';
import { withSysctls } from '../helpers/sysctl';
import { until } from '../helpers/until';

const all = { streams: true, association: true, addStreams: true };
const none = { streams: false, association: false, addStreams: false };
const withReconfig = (streamResetEnabled = all) => ({
  options: { reconfigSupported: true, streamResetEnabled },
});
const done = { denied: false, failed: false };

forEachEngine('reconfiguration', (engine) => {
  const pair = (z = all, a = all) =>
    connectedPair(engine, { server: withReconfig(z), client: withReconfig(a) });

  describe('of the whole association', () => {
    for (const who of ['a', 'z'] as const) {
      it(`begins its sequence numbers anew, and both ends are told: by "${who}"`, async () => {
        const both = await pair();
        const { a, z } = both;
        const directions = [
          [a, z],
          [z, a],
        ] as const;
        for (const [from, to] of directions) {
          for (let ssn = 0; ssn < 3; ssn++) {
            await from.send(`${ssn}`, { stream: 1 });
            expect(await message(to)).to.include({ stream: 1, ssn });
          }
        }
        await until(() => a.getStatus().unackedData + z.getStatus().unackedData === 0);
        const told = Promise.all([event(a, 'associationReset'), event(z, 'associationReset')]);
        both[who].resetAssociation();
        const [atA, atZ] = await told;
        expect(atA).to.include({ ...done, associationId: a.id });
        expect(atZ).to.include({ ...done, associationId: z.id });
        expect([atA.localTsn, atA.remoteTsn]).to.deep.equal([atZ.remoteTsn, atZ.localTsn]);
        const firstTsns = [atA.localTsn, atZ.localTsn];
        for (const [index, [from, to]] of directions.entries()) {
          await from.send('anew', { stream: 1 });
          expect(await message(to)).to.include({ ssn: 0, tsn: firstTsns[index] });
        }
      });
    }

    it('has to wait for what is on its way, which the error says', async () => {
      const { a, z } = await connectedPair(engine, {
        server: { ...withReconfig(), pauseOnConnect: true, receiveBufferSize: 8192 },
        client: withReconfig(),
      });
      for (let i = 0; i < 50; i++) await a.send(Buffer.alloc(1000, i));
      expect(() => a.resetAssociation())
        .to.throw()
        .that.includes({ code: 'EAGAIN', feature: 'resetAssociation' })
        .and.has.property('hint')
        .that.includes('senderDry');
      expect(await messages(z, 50)).to.have.length(50);
    });

    it('is denied by a peer that will not have it', async () => {
      const { a, z } = await pair(none);
      const told = event(a, 'associationReset');
      a.resetAssociation();
      expect(await told).to.include({ denied: true });
      await a.send('x');
      expect(String((await message(z)).data)).to.equal('x');
    });

    it('is that of one of an endpoint, which is named', async () => {
      const server = await listeningServer(engine, withReconfig());
      const endpoint = await listeningEndpoint(engine, withReconfig());
      const { port } = server.address()!;
      const accepted = event(server, 'connection');
      const id = await endpoint.connect('127.0.0.1', port);
      const z = await accepted;
      const told = Promise.all([event(endpoint, 'associationReset'), event(z, 'associationReset')]);
      endpoint.resetAssociation(id);
      for (const reset of await told) expect(reset).to.include(done);
    });

    it('needs RE-CONFIG, which the error says', async () => {
      const options = { reconfigSupported: false };
      const { a } = await connectedPair(engine, { server: { options }, client: { options } });
      expect(() => a.resetAssociation())
        .to.throw()
        .that.includes({ code: 'ERR_SCTP_FEATURE_UNSUPPORTED', feature: 'resetAssociation' })
        .and.has.property('hint')
        .that.includes('reconfigSupported');
    });
  });

  describe('of streams', () => {
    it('is denied by a peer that adds none', async () => {
      const { a } = await pair(none);
      const before = a.outboundStreams;
      const told = event(a, 'streamChange');
      a.addStreams({ outbound: 4 });
      expect(await told).to.include({ denied: true });
      expect(a.outboundStreams).to.equal(before);
    });

    it('that the peer sends on are reset when it is asked to', async () => {
      const { a, z } = await pair();
      await z.send('x', { stream: 3 });
      expect((await message(a)).ssn).to.equal(0);
      const told = event(a, 'streamReset');
      a.resetStreams({ incoming: true, streams: [3] });
      expect(await told).to.deep.include({ ...done, incoming: true, streams: [3] });
      await z.send('anew', { stream: 3 });
      expect((await message(a)).ssn).to.equal(0);
    });
  });

  describe('of streams that are sent on meanwhile', () => {
    withSysctls(engine, { udp_port: kernelsUdpPort });

    it('holds back what is sent, and no longer', async () => {
      // Its packets pass this thread: the request has no answer before the message is sent.
      const { a, z, stop } = await watchedPair(engine, {
        server: withReconfig(),
        client: withReconfig(),
      });
      await a.send('x', { stream: 3 });
      expect((await message(z)).ssn).to.equal(0);
      await until(() => a.getStatus().unackedData === 0);
      const told = event(a, 'streamReset');
      a.resetStreams({ outgoing: true, streams: [3] });
      await a.send('anew', { stream: 3 });
      expect((await message(z)).ssn).to.equal(0);
      expect(await told).to.deep.include({ ...done, outgoing: true, streams: [3] });
      await stop();
    });
  });
});
