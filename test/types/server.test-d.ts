// What compiles for a user of servers, endpoints and addresses, and what does not.

import type { EventEmitter } from 'node:events';
import {
  createSCTPEndpoint,
  createSCTPServer,
  formatSCTPAddress,
  resolveSCTPAddresses,
  type SCTPAddress,
  sctpAddress,
  SCTPEndpoint,
  SCTPServer,
  type SCTPSocket,
} from 'net-sctp';
import { type Equal, expectType, holds } from './expect';

const server = createSCTPServer({ peelOff: 'always', maxAssociations: 1000 }, (socket) => {
  holds<Equal<typeof socket, SCTPSocket>>();
});
createSCTPServer();
createSCTPServer((socket) => socket.pipe(socket));
// @ts-expect-error -- a policy has a name
createSCTPServer({ peelOff: true });
// @ts-expect-error -- servers are made by createSCTPServer
new SCTPServer({});

expectType<EventEmitter>(server);
server.listen();
server.listen(3868, '127.0.0.1', 5, () => undefined);
server.listen({ port: 3868, localAddresses: ['127.0.0.1', '127.0.0.2'] }, () => undefined);
// @ts-expect-error -- addresses are a list
server.listen({ localAddresses: '127.0.0.1' });
holds<Equal<ReturnType<typeof server.address>, SCTPAddress | null>>();
holds<Equal<typeof server.associations, ReadonlyMap<number, SCTPSocket>>>();
// @ts-expect-error -- it is the server's to change
server.associations = new Map();
server.on('drop', ({ remoteAddress }) => expectType<string | undefined>(remoteAddress));
// @ts-expect-error -- a server has no such event
server.on('message', () => undefined);

const endpoint = createSCTPEndpoint((data, { associationId }) => {
  void endpoint.send(data, { associationId }, { unordered: true });
});
// @ts-expect-error -- endpoints are made by createSCTPEndpoint
new SCTPEndpoint({});
endpoint.bind({ addresses: ['127.0.0.1'] }).listen();
expectType<Promise<void>>(endpoint.send('text', { address: '127.0.0.1', port: 3868 }));
expectType<boolean>(endpoint.send('text', { associationId: 3 }, {}, () => undefined));
// @ts-expect-error -- a message is for somebody
void endpoint.send('text');
// @ts-expect-error -- an address has a port
void endpoint.send('text', { address: '127.0.0.1' });
expectType<Promise<number>>(endpoint.connect(['127.0.0.1', '127.0.0.2'], 3868));
expectType<SCTPSocket>(endpoint.peelOff());
endpoint.on('associationError', (error, associationId) => {
  expectType<[Error, number]>([error, associationId]);
});

const address = sctpAddress('127.0.0.1', 3868);
expectType<string>(formatSCTPAddress([address, address]));
expectType<Promise<SCTPAddress[]>>(resolveSCTPAddresses(['a:1', { host: 'b', port: 1 }]));
// @ts-expect-error -- a family is 4 or 6
void resolveSCTPAddresses(['a:1'], { family: 5 });

async function iterate(): Promise<void> {
  for await (const socket of server) holds<Equal<typeof socket, SCTPSocket>>();
  for await (const { data } of endpoint.messages()) holds<Equal<typeof data, Buffer>>();
  await server.close();
  await endpoint.close();
}
expectType<unknown>(iterate);
