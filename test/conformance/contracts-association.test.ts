import { expect } from 'chai';

import {
  connectSCTP,
  createSCTPEndpoint,
  type SCTPEndpoint,
  type SCTPEngine,
  type SCTPEventSubscription,
  type SCTPNotification,
} from '../../lib/index';
import {
  contractingPair,
  expectNext,
  expectToPass,
  itKeeps,
  place,
  type Probe,
} from '../helpers/contracts';
import { forEachEngine } from '../helpers/engines';
import { collect, event } from '../helpers/events';
import { opened } from '../helpers/opened';
import { listeningEndpoint, listeningServer, type Pair } from '../helpers/pair';
import { until } from '../helpers/until';
import { watchful } from '../helpers/watchful';

const [one, two, three] = ['127.0.0.1', '127.0.0.2', '127.0.0.3'] as const;

/** Every kind that can be asked for. */
const everyEvent: Required<SCTPEventSubscription> = {
  associationChange: true,
  peerAddressChange: true,
  remoteError: true,
  sendFailed: true,
  peerShutdown: true,
  adaptationIndication: true,
  partialDeliveryAborted: true,
  authentication: true,
  senderDry: true,
  streamReset: true,
  associationReset: true,
  streamChange: true,
  notificationsStopped: true,
};

const hosts = (list: readonly { address: string }[]): string[] =>
  list.map(({ address }) => address);

/** The client says that it is ready, and gets the server's message. What it has been told so far. */
async function served(pair: Pair, ready: string, probe: Probe): Promise<SCTPNotification[]> {
  const told = collect(pair.a, 'notification');
  await expectToPass(pair.a, pair.z, { payload: ready, stream: 0, ppid: 0 });
  await expectToPass(pair.z, pair.a, probe);
  return told;
}

/** The client ends gracefully. What both sides were told. */
async function shutDown({ a, z }: Pair): Promise<{ a: string[]; z: string[] }> {
  const [atA, atZ] = [collect(a, 'notification'), collect(z, 'notification')];
  z.resume();
  const closed = event(z, 'close');
  await a.shutdown();
  await closed;
  const named = (told: SCTPNotification[]): string[] =>
    told.map((it) => (it.type === 'associationChange' ? it.state : it.type));
  return { a: named(atA), z: named(atZ) };
}

function boundEndpoint(engine: SCTPEngine): SCTPEndpoint {
  return opened(createSCTPEndpoint({ engine, outboundStreams: 32 })).bind({ address: one });
}

forEachEngine('the feature contract', (engine) => {
  itKeeps('notifications', async (probe) => {
    const server = await listeningServer(engine, { outboundStreams: 32 });
    const accepted = event(server, 'connection');
    const a = opened(connectSCTP({ engine, host: one, port: server.address()!.port }));
    const [up, z] = await Promise.all([event(a, 'associationChange'), accepted]);
    expect(up).to.include({ state: 'communicationUp' });
    const pair = { server, a, z: opened(z) };
    await served(pair, 'notifications-ready', probe);
    expect((await shutDown(pair)).a).to.include('shutdownComplete');
  });

  itKeeps('event_subscription_matrix', async (probe) => {
    const pair = await contractingPair(engine, { client: { events: everyEvent } });
    const told = await served(pair, 'event-matrix-ready', probe);
    await until(() => told.some(({ type }) => type === 'senderDry'));
    expect((await shutDown(pair)).a).to.include('shutdownComplete');
  });

  itKeeps('association_shutdown_notifications', async (probe) => {
    const pair = await contractingPair(engine);
    await served(pair, 'shutdown-notify-ready', probe);
    const told = await shutDown(pair);
    expect(told.a).to.include('shutdownComplete');
    expect(told.z).to.include.members(['peerShutdown', 'shutdownComplete']);
  });

  itKeeps('multi_bind', async (probe) => {
    const { a, z } = await contractingPair(engine, {
      listen: { localAddresses: [one, two] },
      client: { remoteAddresses: [one, two] },
    });
    expect(hosts(a.remoteAddresses)).to.have.members([one, two]);
    await expectToPass(a, z, probe);
  });

  itKeeps('local_addr_enum', async (probe) => {
    const { a, z } = await contractingPair(engine, { client: { localAddresses: [two, three] } });
    await expectToPass(a, z, probe);
    expect(hosts(a.localAddresses)).to.have.members([two, three]);
  });

  itKeeps('peer_addr_enum', async (probe) => {
    const { a, z } = await contractingPair(engine, { listen: { localAddresses: [one, two] } });
    await expectToPass(a, z, probe);
    expect(hosts(a.remoteAddresses)).to.have.members([one, two]);
  });

  itKeeps('bindx_add_remove', async (probe) => {
    const server = await listeningEndpoint(engine);
    const endpoint = boundEndpoint(engine);
    await event(endpoint, 'listening');
    endpoint.bindAddresses([two, three]);
    expect(hosts(endpoint.addresses())).to.have.members([one, two, three]);
    endpoint.unbindAddresses([two]);
    const { port } = server.address();
    const associationId = await endpoint.connect(one, port);
    expect(hosts(endpoint.getLocalAddresses(associationId))).to.have.members([one, three]);
    void endpoint.send(String(probe.payload), { associationId }, place(probe));
    await expectNext(server, probe);
  });

  itKeeps('primary_addr_management', async (probe) => {
    const { a, z } = await contractingPair(engine, {
      listen: { localAddresses: [one, two] },
      client: { options: watchful },
    });
    await until(() => a.getPeerAddressInfo(two).state === 'active');
    a.setPrimaryAddress(two);
    expect(a.getStatus().primary.address.address).to.equal(two);
    await expectToPass(a, z, probe);
  });

  itKeeps('peeloff_assoc', async (probe) => {
    const server = await listeningEndpoint(engine);
    const endpoint = boundEndpoint(engine);
    const id = await endpoint.connect(one, server.address().port);
    await expectToPass(opened(endpoint.peelOff(id)), server, probe);
    expect(endpoint.getAssociationIds()).to.deep.equal([]);
  });

  itKeeps('assoc_id_listing', async (probe) => {
    const server = await listeningEndpoint(engine);
    const endpoint = boundEndpoint(engine);
    const associationId = await endpoint.connect(one, server.address().port);
    void endpoint.send(String(probe.payload), { associationId }, place(probe));
    await expectNext(server, probe);
    expect(endpoint.getAssociationIds()).to.deep.equal([associationId]);
    expect(endpoint.getOption('associationIds')).to.deep.equal([associationId]);
  });

  itKeeps('one_to_many_multi_assoc', async (...probes) => {
    const servers = [await listeningEndpoint(engine), await listeningEndpoint(engine)];
    const endpoint = boundEndpoint(engine);
    for (const [index, server] of servers.entries()) {
      const probe = probes[index]!;
      const { port } = server.address();
      void endpoint.send(String(probe.payload), { address: one, port }, place(probe));
      await expectNext(server, probe);
    }
    const ids = new Set(endpoint.getAssociationIds());
    expect(ids.size).to.equal(2);
    expect(ids.has(0)).to.equal(false);
  });
});
