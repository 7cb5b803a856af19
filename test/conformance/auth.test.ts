import { inspect } from 'node:util';

import { expect } from 'chai';
import { describe, it } from 'mocha';

import { getSCTPCapabilities, type SCTPOptionSettings, type SCTPSocket } from '../../lib/index';
import { forEachEngine } from '../helpers/engines';
import { collect, event, failure, message, outcome } from '../helpers/events';
import { connectedPair, connecting, listeningEndpoint, listeningServer } from '../helpers/pair';
import { type Chunk, kernelsUdpPort, watchedPair } from '../helpers/relay';
import { withSysctls } from '../helpers/sysctl';
import { skipBecause } from '../helpers/tally';
import { until } from '../helpers/until';

const authType = 15;
const dataType = 0;
const hmacIds = { sha1: 1, sha256: 3 };

const withKey = (keyId: number, secret: string): Partial<SCTPOptionSettings> => ({
  authSupported: true,
  authChunks: ['DATA'],
  authKey: { keyId, secret },
  authActiveKey: keyId,
});

/** Gives up what nobody acknowledges within a fraction of a second. */
const hasty: Partial<SCTPOptionSettings> = {
  rtoInfo: { initial: 20, min: 20, max: 40 },
  associationParameters: { maxRetransmits: 2 },
  peerAddressParameters: { pathMaxRetransmits: 1 },
};

const bothWith = (options: Partial<SCTPOptionSettings>) => ({
  server: { options },
  client: { options },
});

/** The text of the next message. */
const text = async (from: SCTPSocket): Promise<string> => String((await message(from)).data);

forEachEngine('authentication', (engine) => {
  describe('of chunks that an end demands', () => {
    it('is known to both, each of what the other demands', async () => {
      const { a, z } = await connectedPair(engine, {
        server: { options: { authSupported: true, authChunks: ['DATA', 'HEARTBEAT'] } },
        client: { options: { authSupported: true } },
      });
      expect(a.getOption('peerAuthChunks')).to.include.members(['DATA', 'HEARTBEAT']);
      expect(z.getOption('localAuthChunks')).to.include.members(['DATA', 'HEARTBEAT']);
      expect(a.getOption('localAuthChunks')).to.not.include('DATA');
      expect(z.getOption('peerAuthChunks')).to.not.include('DATA');
    });

    it('is set for associations to come, of a server and of an endpoint', async () => {
      const options = { authSupported: true };
      const server = await listeningServer(engine, { options });
      const endpoint = await listeningEndpoint(engine, { options });
      for (const one of [server, endpoint]) {
        one.setAuthChunks(['DATA']);
        one.setAuthChunks([193, 'ASCONF-ACK']);
        const listed = one.getOption('localAuthChunks');
        expect(listed).to.include.members(['DATA', 'ASCONF', 'ASCONF-ACK']);
        one.setAuthKey({ keyId: 3, secret: 'three' });
        one.activateAuthKey(3);
        expect(one.getOption('authActiveKey')).to.equal(3);
      }
      const a = connecting(server, { options });
      await event(a, 'connect');
      expect(a.getOption('peerAuthChunks')).to.include('DATA');
    });

    it('needs AUTH, which the error says', async function () {
      if (engine === 'userspace') skipBecause(this, 'the engine userspace has AUTH always');
      if (getSCTPCapabilities(engine).features.auth)
        skipBecause(this, 'net.sctp.auth_enable is set');
      const options = { authChunks: ['DATA'] } as const;
      const error = await failure(listeningServer(engine, { options }));
      expect(error).to.include({ code: 'ERR_SCTP_FEATURE_UNSUPPORTED', feature: 'authChunks' });
      expect(error).to.have.property('hint').that.includes('net.sctp.auth_enable');
    });

    it('is missed at the end whose peer has none', async () => {
      const server = await listeningServer(engine, { options: { authSupported: false } });
      const a = connecting(server, { options: { authSupported: true } });
      const { indication } = await event(a, 'authentication');
      expect(indication).to.equal('noAuth');
    });
  });

  describe('on the wire', () => {
    withSysctls(engine, { udp_port: kernelsUdpPort });

    /** The AUTH chunks in front of DATA; none of it may come without. */
    function authOfData(packets: Chunk[][]): Buffer[] {
      const ofData = packets.filter((chunks) => chunks.some(({ type }) => type === dataType));
      return ofData.map((chunks) => {
        const types = chunks.map(({ type }) => type);
        expect(types.indexOf(authType)).to.be.within(0, types.indexOf(dataType) - 1);
        return chunks[types.indexOf(authType)]!.body;
      });
    }
    const keyIds = (packets: Chunk[][]) => authOfData(packets).map((body) => body.readUInt16BE(0));

    it('goes before all DATA, by the active key', async () => {
      const { a, z, packets, stop } = await watchedPair(engine, bothWith(withKey(7, 'seven')));
      await a.send(Buffer.alloc(20_000, 'x'));
      expect((await message(z)).data).to.have.length(20_000);
      await z.send('back');
      expect(await text(a)).to.equal('back');
      expect(new Set(keyIds(packets))).to.deep.equal(new Set([7]));
      await stop();
    });

    it('is by the key that a message names, else by the active one', async () => {
      const { a, z, packets, stop } = await watchedPair(engine, bothWith(withKey(7, 'seven')));
      for (const one of [a, z]) one.setAuthKey({ keyId: 8, secret: 'eight' });
      for (const authKeyId of [8, undefined, 7]) {
        await a.send('x', authKeyId === undefined ? {} : { authKeyId });
        await message(z);
      }
      expect(keyIds(packets)).to.deep.equal([8, 7, 7]);
      await stop();
    });

    it('is with SHA-1 alone, on an engine that has no other', async function () {
      if (engine === 'kernel') skipBecause(this, 'the engine kernel has SHA-256');
      const server = await listeningServer(engine);
      expect(server.getOption('hmacIdentifiers')).to.deep.equal(['sha1']);
      expect(() => server.setOption('hmacIdentifiers', ['sha256', 'sha1']))
        .to.throw()
        .that.includes({ code: 'ERR_SCTP_FEATURE_UNSUPPORTED', feature: 'hmacIdentifiers' });
    });

    for (const first of ['sha256', 'sha1'] as const) {
      it(`is with what the receiver prefers: ${first}`, async function () {
        if (engine === 'userspace') skipBecause(this, 'the engine userspace has SHA-1 alone');
        const second = first === 'sha1' ? 'sha256' : 'sha1';
        const hmacIdentifiers = [first, second] as const;
        const { a, z, server, packets, stop } = await watchedPair(engine, {
          server: { options: { ...withKey(7, 'seven'), hmacIdentifiers } },
          client: { options: withKey(7, 'seven') },
        });
        expect(server.getOption('hmacIdentifiers')).to.deep.equal(hmacIdentifiers);
        await a.send('x');
        await message(z);
        const used = authOfData(packets).map((body) => body.readUInt16BE(2));
        expect(used).to.deep.equal([hmacIds[first]]);
        await stop();
      });
    }

    it('is not there where nobody demands it', async () => {
      const { a, z, packets, stop } = await watchedPair(engine);
      await a.send('x');
      await message(z);
      expect(packets.flat().filter(({ type }) => type === authType)).to.deep.equal([]);
      await stop();
    });
  });

  describe('by shared keys', () => {
    it('rotates: what is sent before, during and after the change arrives', async () => {
      const { a, z } = await connectedPair(engine, bothWith(withKey(7, 'seven')));
      const seen = collect(z, 'authentication');
      const sent: Promise<void>[] = [];
      const send = (first: number): void => {
        for (let i = first; i < first + 100; i++) sent.push(a.send(Buffer.alloc(1000, String(i))));
      };
      send(100);
      for (const one of [a, z]) one.setAuthKey({ keyId: 8, secret: 'eight' });
      send(200);
      a.activateAuthKey(8);
      expect(a.getOption('authActiveKey')).to.equal(8);
      const freed = event(a, 'authentication');
      a.deactivateAuthKey(7);
      send(300);

      for (let i = 100; i < 400; i++) {
        const { data } = await message(z);
        expect(data.equals(Buffer.alloc(1000, String(i)))).to.equal(true);
      }
      await Promise.all(sent);
      expect(await freed).to.include({ indication: 'freeKey', keyId: 7 });
      const told = seen.map(({ indication, keyId }) => `${indication} ${keyId}`);
      expect(told).to.include('newKey 8');
      a.deleteAuthKey(7);
      expect(() => a.activateAuthKey(7))
        .to.throw()
        .with.property('code', 'EINVAL');
      await a.send('after');
      expect(await text(z)).to.equal('after');

      // The other way goes on with the old key until its own end changes it.
      await z.send('by 7');
      expect(() => z.deleteAuthKey(7))
        .to.throw()
        .with.property('code', 'EINVAL');
    });

    it('does not let what is sent with a wrong one arrive', async () => {
      const { a, z } = await connectedPair(engine, {
        server: { options: withKey(7, 'seven') },
        client: { options: { ...withKey(7, 'not seven'), ...hasty } },
      });
      const arrived = collect(z, 'data');
      const failed = collect(a, 'sendFailed');
      void a.send('forged', { context: 1 });
      const [{ error }] = await Promise.all([outcome(a), outcome(z)]);
      expect(error).to.include({ code: 'ERR_SCTP_ASSOCIATION_LOST' });
      expect(failed.map(({ message: { context } }) => context)).to.deep.equal([1]);
      expect(arrived).to.deep.equal([]);
    });

    it('refuses a key that there is not, and to give up the active one', async () => {
      const { a } = await connectedPair(engine, bothWith(withKey(7, 'seven')));
      expect(await failure(a.send('x', { authKeyId: 9 }))).to.include({ code: 'EINVAL' });
      const refused: [() => void, string][] = [
        [() => a.activateAuthKey(9), 'no such key'],
        [() => a.deactivateAuthKey(7), 'activate another first'],
        [() => a.deleteAuthKey(7), 'activate another'],
      ];
      for (const [call, hint] of refused) {
        expect(call).to.throw().that.includes({ code: 'EINVAL', syscall: 'setsockopt' });
        expect(call).to.throw().with.property('hint').that.includes(hint);
      }
    });

    it('is of one association of an endpoint, where one is named', async () => {
      const options = withKey(7, 'seven');
      const server = await listeningServer(engine, { options });
      const endpoint = await listeningEndpoint(engine, { options });
      const accepted = event(server, 'connection');
      const id = await endpoint.connect('127.0.0.1', server.address()!.port);
      const z = await accepted;
      endpoint.setAuthKey({ keyId: 8, secret: 'eight' }, id);
      z.setAuthKey({ keyId: 8, secret: 'eight' });
      endpoint.activateAuthKey(8, id);
      expect(endpoint.getOption('authActiveKey', { associationId: id })).to.equal(8);
      expect(endpoint.getOption('authActiveKey')).to.equal(7);
      await endpoint.send('x', { associationId: id });
      expect(await text(z)).to.equal('x');
    });

    it('shows no secret of them to who looks', async () => {
      const secret = 'tell-nobody';
      const { server, a, z } = await connectedPair(engine, bothWith(withKey(7, secret)));
      a.setAuthKey({ keyId: 8, secret });
      const endpoint = await listeningEndpoint(engine, { options: withKey(7, secret) });
      const all = { depth: Infinity, showHidden: true, maxArrayLength: null };
      for (const one of [server, a, z, endpoint]) {
        expect(inspect(one, all)).to.not.include(secret);
        expect(inspect(one, all)).to.not.include(Buffer.from(secret).toString('hex'));
      }
    });

    it('lets their associations end in grace', async () => {
      const { a, z } = await connectedPair(engine, bothWith(withKey(7, 'seven')));
      await a.send('x');
      expect(await text(z)).to.equal('x');
      z.resume();
      await a.shutdown();
      await until(() => z.closed);
      expect(z.endedBy).to.equal('peerShutdown');
    });
  });
});
