import { expect } from 'chai';
import { it } from 'mocha';

import { createSCTPEndpoint } from '../../lib/index';
import { forEachEngine } from '../helpers/engines';
import { collect, event, failure, message } from '../helpers/events';
import { opened } from '../helpers/opened';
import { connecting, listeningEndpoint, listeningServer } from '../helpers/pair';

forEachEngine('a message to all', (engine) => {
  /** An endpoint with so many associations, and their other ends. */
  async function star(count: number) {
    const endpoint = await listeningEndpoint(engine);
    const sockets = Array.from({ length: count }, () => connecting(endpoint));
    const up = (): boolean => endpoint.getAssociationIds().length === count;
    await Promise.all(sockets.map((socket) => event(socket, 'connect')));
    while (!up()) await event(endpoint, 'associationChange');
    return { endpoint, sockets };
  }

  it('reaches each association of an endpoint once, behind what was sent before', async () => {
    const { endpoint, sockets } = await star(5);
    const ids = endpoint.getAssociationIds();
    for (const associationId of ids) void endpoint.send('first', { associationId });
    const result = await endpoint.sendToAll('to all', { stream: 3, ppid: 46 });
    expect(result.associationIds).to.have.members(ids);
    expect(result.failures).to.deep.equal([]);
    for (const socket of sockets) {
      expect(String((await message(socket)).data)).to.equal('first');
      const { data, stream, ppid } = await message(socket);
      expect([String(data), stream, ppid]).to.deep.equal(['to all', 3, 46]);
      expect(socket.messagesReceived).to.equal(2);
    }
  });

  it('reaches none that was peeled off', async () => {
    const { endpoint, sockets } = await star(2);
    const [id] = endpoint.getAssociationIds();
    const peeled = opened(endpoint.peelOff(id));
    const { associationIds } = await endpoint.sendToAll('x');
    expect(associationIds).to.deep.equal(endpoint.getAssociationIds()).and.not.to.include(id);
    await peeled.send('by itself');
    const texts = await Promise.all(sockets.map(async (one) => String((await message(one)).data)));
    expect(texts).to.have.members(['x', 'by itself']);
  });

  it('fails for those that it cannot be sent to, and for no other', async () => {
    const narrow = await listeningServer(engine, { maxInboundStreams: 2 });
    const wide = await listeningServer(engine);
    const endpoint = await listeningEndpoint(engine);
    const arrived = event(wide, 'connection').then(message);
    const refusing = await endpoint.connect('127.0.0.1', narrow.address()!.port);
    const taking = await endpoint.connect('127.0.0.1', wide.address()!.port);
    const { associationIds, failures } = await endpoint.sendToAll('x', { stream: 5 });
    expect(associationIds).to.deep.equal([taking]);
    expect(failures).to.have.length(1);
    expect(failures[0]).to.have.property('associationId', refusing);
    expect(failures[0]!.error).to.have.property('code', 'ERR_SCTP_INVALID_STREAM');
    expect((await arrived).stream).to.equal(5);
  });

  it('is held up for none by one whose peer does not read', async () => {
    const slow = await listeningServer(engine, { pauseOnConnect: true, receiveBufferSize: 8192 });
    const quick = await listeningServer(engine);
    const endpoint = await listeningEndpoint(engine);
    const atQuick = event(quick, 'connection');
    const atSlow = event(slow, 'connection');
    await endpoint.connect('127.0.0.1', slow.address()!.port);
    await endpoint.connect('127.0.0.1', quick.address()!.port);
    const results = [];
    for (let i = 0; i < 50; i++) results.push(endpoint.sendToAll(Buffer.alloc(1000, i)));
    const [z, waiting] = [await atQuick, await atSlow];
    for (let i = 0; i < 50; i++) expect((await message(z)).data[0]).to.equal(i);
    for (let i = 0; i < 50; i++) expect((await message(waiting)).data[0]).to.equal(i);
    for (const { failures } of await Promise.all(results)) expect(failures).to.deep.equal([]);
  });

  it('of nobody is sent to nobody, and a wrong one is refused', async () => {
    const endpoint = opened(createSCTPEndpoint({ engine }));
    const nobody = { associationIds: [], failures: [] };
    expect(await endpoint.sendToAll('x')).to.deep.equal(nobody);
    const { endpoint: other, sockets } = await star(1);
    const seen = collect(sockets[0]!, 'data');
    expect(await failure(other.sendToAll(''))).to.include({ code: 'ERR_SCTP_EMPTY_MESSAGE' });
    expect(await failure(other.sendToAll('x', { stream: -1 }))).to.include({
      code: 'ERR_OUT_OF_RANGE',
    });
    await other.close();
    expect(await failure(other.sendToAll('x'))).to.include({ code: 'ERR_SCTP_CLOSED' });
    expect(seen).to.deep.equal([]);
  });
});
