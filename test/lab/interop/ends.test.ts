import { expect } from 'chai';
import { it } from 'mocha';

import type { SCTPSocket } from '../../../lib/index';
import { event, failure, message, messages, outcome } from '../../helpers/events';
import { listeningServer } from '../../helpers/pair';
import { approaching, forEachMeeting, meet } from './meeting';

forEachMeeting('an association between engines', (engines) => {
  for (const who of ['a', 'z'] as const) {
    const sides = ({ a, z }: { a: SCTPSocket; z: SCTPSocket }): SCTPSocket[] =>
      who === 'a' ? [a, z] : [z, a];

    it(`is shut down by ${who} when all that was queued has arrived`, async () => {
      const [ending, other] = sides(await meet(engines)) as [SCTPSocket, SCTPSocket];
      const count = 1000;
      for (let i = 0; i < count; i++) ending.write(`${i}`);
      const ended = Promise.all([outcome(ending), outcome(other)]);
      ending.end();
      const received = await messages(other, count);
      expect(received.map(({ data }) => Number(data))).to.deep.equal([...Array(count).keys()]);
      other.resume();
      ending.resume();
      expect(await ended).to.deep.equal(Array(2).fill({ error: null, hadError: false }));
      expect([ending.endedBy, other.endedBy]).to.deep.equal(['localShutdown', 'peerShutdown']);
    });

    it(`is aborted by ${who}, for a reason that reaches the other`, async () => {
      const [ending, other] = sides(await meet(engines)) as [SCTPSocket, SCTPSocket];
      const ended = failure(event(other, 'close'));
      ending.abort('out of cheese');
      const error = await ended;
      expect(error).to.include({ code: 'ECONNRESET' });
      expect(String((error as { abortReason?: Uint8Array }).abortReason)).to.equal('out of cheese');
      expect([ending.endedBy, other.endedBy]).to.deep.equal(['localAbort', 'peerAbort']);
    });
  }

  it('is refused where nothing listens', async () => {
    const server = await listeningServer(engines.z);
    const away = await listeningServer(engines.z); // Its UDP port stays open.
    const { address, port } = away.address()!;
    await away.close();
    const a = approaching(server, engines, { host: address, port });
    expect(await failure(event(a, 'connect'))).to.include({ code: 'ECONNREFUSED', port });
    expect(a.endedBy).to.equal('refused');
  });

  it('serves many at once', async () => {
    const server = await listeningServer(engines.z);
    server.on('connection', (socket) => socket.pipe(socket));
    const clients = Array.from({ length: 20 }, () => approaching(server, engines));
    await Promise.all(clients.map((client) => event(client, 'connect')));
    for (const [index, client] of clients.entries()) client.write({ data: 'echo', ppid: index });
    const echoes = await Promise.all(clients.map(message));
    expect(echoes.map(({ ppid }) => ppid)).to.deep.equal([...clients.keys()]);
  });
});
