// Two paths on the loopback that can be cut without any privilege. The userspace engine's packets
// travel by UDP, so that a link is two UDP sockets: what comes in by one leaves by the other, from
// the address of the end that it came from; while the link is cut, nothing does.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const links = [
  { client: '127.0.1.1', server: '127.0.1.2' },
  { client: '127.0.2.1', server: '127.0.2.2' },
];

// Which the client shows by its first packet, on all links.
let clientPort;

export const description = 'the loopback, two UDP relays for links';
export const clientAddresses = links.map(({ client }) => client);
export const serverAddresses = links.map(({ server }) => server);

// Lays the links to the server's UDP port; resolves with the one that is the client's way in. It
// is the same on both links, and so is the one at which the server finds the client.
export async function connect(serverPort) {
  const [first, second] = links;
  const [wayIn, wayOut] = [await bound(first.server), await bound(first.client)];
  const { port } = wayIn.address();
  lay(first, wayIn, wayOut, serverPort);
  lay(
    second,
    await bound(second.server, port),
    await bound(second.client, wayOut.address().port),
    serverPort,
  );
  return port;
}

export function cutFirstPath() {
  links[0].isCut = true;
}

export function mendFirstPath() {
  links[0].isCut = false;
}

function lay(link, towardsClient, towardsServer, serverPort) {
  towardsClient.on('message', (packet, { port }) => {
    clientPort = port;
    if (!link.isCut) towardsServer.send(packet, serverPort, link.server);
  });
  towardsServer.on('message', (packet) => {
    if (!link.isCut) towardsClient.send(packet, clientPort, link.client);
  });
}

async function bound(address, port = 0) {
  const socket = createSocket('udp4').bind(port, address).unref();
  await once(socket, 'listening');
  return socket;
}
