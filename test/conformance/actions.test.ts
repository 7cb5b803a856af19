import { expect } from 'chai';
import { it } from 'mocha';

import type { SCTPAddress, SCTPEndpoint, SCTPEngine, SCTPOptionSettings } from '../../lib/index';
import { forEachEngine } from '../helpers/engines';
import { event } from '../helpers/events';
import { connecting, listeningEndpoint, listeningServer } from '../helpers/pair';
import { until } from '../helpers/until';
import { watchful } from '../helpers/watchful';

const [one, two, three] = ['127.0.0.1', '127.0.0.2', '127.0.0.3'] as const;

const changeable: Partial<SCTPOptionSettings> = {
  ...watchful,
  asconfSupported: true,
  authSupported: true,
  reconfigSupported: true,
  streamResetEnabled: { streams: true, association: false, addStreams: true },
};

const hosts = (list: readonly SCTPAddress[]): string[] => list.map(({ address }) => address);

/** An endpoint at two addresses, with an association of a socket's. */
async function served(engine: SCTPEngine) {
  const endpoint = await listeningEndpoint(engine, { options: changeable });
  endpoint.bindAddresses([two]);
  const up = event(endpoint, 'associationChange');
  const socket = connecting(endpoint, { localAddress: three, options: changeable });
  const [{ associationId }] = await Promise.all([up, event(socket, 'connect')]);
  return { endpoint, socket, associationId };
}

/** What an endpoint does to one of its associations, by the name of its method. */
forEachEngine('an action', (engine) => {
  it('getLocalAddresses and getPeerAddresses tell the addresses of either side', async () => {
    const { endpoint, associationId } = await served(engine);
    expect(hosts(endpoint.getLocalAddresses(associationId))).to.have.members([one, two]);
    expect(hosts(endpoint.getPeerAddresses(associationId))).to.deep.equal([three]);
  });

  it('getStatus and getPeerAddressInfo tell of an association and of its path', async () => {
    const { endpoint, associationId } = await served(engine);
    const { state, primary } = endpoint.getStatus(associationId);
    expect(state).to.equal('established');
    expect(endpoint.getPeerAddressInfo(three, associationId).state).to.equal('active');
    expect(primary.address.address).to.equal(three);
  });

  it('setPrimaryAddress chooses the path', async () => {
    const peer = await listeningEndpoint(engine, { options: watchful });
    peer.bindAddresses([two]);
    const endpoint = await listeningEndpoint(engine, { options: watchful });
    const id = await endpoint.connect([one, two], peer.address().port);
    await until(() => endpoint.getPeerAddressInfo(two, id).state === 'active');
    endpoint.setPrimaryAddress(two, id);
    expect(endpoint.getStatus(id).primary.address.address).to.equal(two);
  });

  it('requestPeerPrimaryAddress has the peer choose it', async () => {
    const { endpoint, socket, associationId } = await served(engine);
    await until(() => socket.getPeerAddressInfo(two).state === 'active');
    endpoint.requestPeerPrimaryAddress(two, associationId);
    await until(() => socket.getStatus().primary.address.address === two);
  });

  it('bindAddresses and unbindAddresses change where an endpoint is', async () => {
    const { endpoint } = await served(engine);
    endpoint.unbindAddresses([two]);
    expect(hosts(endpoint.addresses())).to.deep.equal([one]);
    endpoint.bindAddresses([two]);
    expect(hosts(endpoint.addresses())).to.have.members([one, two]);
  });

  it('resetStreams resets, and addStreams adds', async () => {
    const { endpoint, socket, associationId } = await served(engine);
    const reset = event(socket, 'streamReset');
    endpoint.resetStreams({ outgoing: true, streams: [1] }, associationId);
    expect(await reset).to.deep.include({ streams: [1], denied: false, failed: false });
    const added = event(endpoint, 'streamChange');
    endpoint.addStreams({ outbound: 1 }, associationId);
    expect(await added).to.include({ denied: false, failed: false });
  });

  it('setSendBufferSize and setRecvBufferSize change the buffers', async () => {
    const endpoint: SCTPEndpoint = await listeningEndpoint(engine);
    endpoint.setSendBufferSize(60_000);
    endpoint.setRecvBufferSize(70_000);
    expect(endpoint.getOption('sendBufferSize')).to.be.within(60_000, 120_000);
    expect(endpoint.getOption('receiveBufferSize')).to.be.within(70_000, 140_000);
  });

  it('subscribeEvents asks for notifications of associations to come', async () => {
    const server = await listeningServer(engine);
    const endpoint = await listeningEndpoint(engine);
    endpoint.subscribeEvents({ senderDry: true });
    const dry = event(endpoint, 'senderDry');
    const associationId = await endpoint.connect(one, server.address()!.port);
    void endpoint.send('something', { associationId });
    expect(await dry).to.include({ associationId });
  });
});
