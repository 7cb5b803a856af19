import {
  connectSCTP,
  createSCTPEndpoint,
  createSCTPServer,
  type SCTPConnectOptions,
  type SCTPEndpoint,
  type SCTPEndpointOptions,
  type SCTPEngine,
  type SCTPListenOptions,
  type SCTPServer,
  type SCTPServerOptions,
  type SCTPSocket,
} from '../../lib/index';
import { event } from './events';
import { opened } from './opened';

/** A server that listens on a free port of the loopback. */
export async function listeningServer(
  engine: SCTPEngine,
  options: SCTPServerOptions = {},
  where: SCTPListenOptions = {},
): Promise<SCTPServer> {
  const server = opened(createSCTPServer({ engine, ...options }));
  const place = where.localAddresses === undefined ? { host: '127.0.0.1' } : {};
  server.listen({ ...place, ...where });
  await event(server, 'listening');
  return server;
}

/** A socket that connects to a server, of which it may be told more. */
export function connecting(
  server: SCTPServer | SCTPEndpoint,
  options: Partial<SCTPConnectOptions> = {},
): SCTPSocket {
  const { address: host, port } = server.address()!;
  const to = options.remoteAddresses === undefined ? { host, port } : { port };
  return opened(connectSCTP({ engine: server.engine, ...to, ...options }));
}

/** An endpoint that listens on a free port of the loopback. */
export async function listeningEndpoint(
  engine: SCTPEngine,
  options: SCTPEndpointOptions = {},
): Promise<SCTPEndpoint> {
  const endpoint = opened(createSCTPEndpoint({ engine, ...options }));
  endpoint.bind({ address: '127.0.0.1' }).listen();
  await event(endpoint, 'listening');
  return endpoint;
}

export interface PairOptions {
  server?: SCTPServerOptions;
  listen?: SCTPListenOptions;
  client?: Partial<SCTPConnectOptions>;
}

/** One association seen from both ends, "A" who has connected and "Z" of the server. */
export interface Pair {
  server: SCTPServer;
  a: SCTPSocket;
  z: SCTPSocket;
}

export async function connectedPair(
  engine: SCTPEngine,
  { server: serverOptions, listen, client }: PairOptions = {},
): Promise<Pair> {
  const server = await listeningServer(engine, serverOptions, listen);
  const a = connecting(server, client);
  const [z] = await Promise.all([event(server, 'connection'), event(a, 'connect')]);
  return { server, a, z: opened(z) };
}
