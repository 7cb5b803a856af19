// What each pair of peers plays. A case is
//
//   { name, exchanged, payload, stream, ppid, check, play?, hosts?, deadHosts?, env?, relay?,
//     meanwhile? }
//
// `exchanged` says in words what `check({ server, client, relay }, args)` demands; `play` is what
// the peers call it, where that is not its name; `relay` has their packets pass one; and
// `meanwhile(client, ended)` is what happens until they have ended.

import {
  demand,
  demandAuthenticated,
  demandLife,
  demandMessages,
  demandSequence,
  hasChunk,
  notificationsOf,
  ppidsOnTheWire,
} from './checks.mjs';
import { withoutFirstPath } from './network.mjs';
import { chunkTypes } from './relay.mjs';

const STREAMS = 8;
const MANY = 1000;
const LARGE_SIZE = 1024 * 1024;

const usual = ({ payload, stream, ppid }) => ({ payload, stream, ppid });

/** That what was sent has come, and has come back. */
function demandEcho({ server, client }, due) {
  demandMessages('client: sent', client.SENT, due);
  demandMessages('client: received', client.RECV, due);
  demandMessages('server: received', server.RECV, due);
}

function checkEcho(seen, args) {
  demandEcho(seen, [usual(args)]);
  demandLife(seen, {});
}

function checkMultihomed(seen, args) {
  demandEcho(seen, [usual(args)]);
  demandLife(seen, { paths: args.hosts.length });
}

export const cases = [
  {
    name: 'message',
    exchanged:
      "one message as in the Go fork's matrix, its PPID in host byte order: text, stream and PPID",
    payload: 'one-way',
    stream: 2,
    ppid: 99,
    env: { PPID_BYTE_ORDER: 'host' },
    check(seen, args) {
      demandMessages('client: sent', seen.client.SENT, [usual(args)]);
      demandMessages('server: received', seen.server.RECV, [usual(args)]);
      demandLife(seen, {});
    },
  },
  {
    name: 'echo',
    exchanged:
      'a message and its echo over IPv4; both sides are told of an association with 8 streams ' +
      'each way and of its shutdown',
    payload: 'there and back',
    stream: 3,
    ppid: 46,
    check: checkEcho,
  },
  {
    name: 'ipv6',
    exchanged: 'the same over IPv6',
    hosts: ({ host6 }) => [host6],
    payload: 'there and back by IPv6',
    stream: 4,
    ppid: 60,
    check: checkEcho,
  },
  {
    name: 'metadata',
    exchanged: '8 messages by 8 streams with 8 PPIDs, every other one unordered, and their echoes',
    payload: 'metadata',
    stream: 0,
    ppid: 0xf0000001,
    check(seen, { payload, ppid }) {
      const due = Array.from({ length: STREAMS }, (_, number) => ({
        payload: `${payload}-${number}`,
        stream: number,
        ppid: (ppid + number * 0x01020304) >>> 0,
        unordered: number % 2 === 1,
      }));
      demandEcho(seen, due);
    },
  },
  {
    name: 'large',
    exchanged: 'a message of 1 MiB and its echo, compared by their hashes',
    payload: 'a message of a mebibyte, ',
    stream: 5,
    ppid: 70,
    check(seen, args) {
      const payload = args.payload.repeat(LARGE_SIZE / args.payload.length + 1);
      demandEcho(seen, [{ ...usual(args), payload: payload.slice(0, LARGE_SIZE) }]);
    },
  },
  {
    name: 'many',
    exchanged:
      '1000 messages by 8 streams and their echoes, in the order and with the sequence numbers ' +
      'of each stream',
    payload: 'one of many',
    stream: 0,
    ppid: 3,
    check(seen, { payload, ppid }) {
      const due = Array.from({ length: MANY }, (_, number) => ({
        payload: `${payload}-${number}`,
        stream: number % STREAMS,
        ppid,
      }));
      demandEcho(seen, due);
      demandSequence('server: received', seen.server.RECV);
      demandSequence('client: received', seen.client.RECV);
    },
  },
  {
    name: 'multihomed',
    exchanged: 'a message and its echo between two addresses on either side; both know two paths',
    hosts: ({ multi }) => multi,
    payload: 'by one of two paths',
    stream: 6,
    ppid: 404,
    check: checkMultihomed,
  },
  {
    name: 'multihomed-ipv6',
    exchanged: 'the same between IPv6 addresses',
    hosts: ({ multi6 }) => multi6,
    payload: 'by one of two IPv6 paths',
    stream: 7,
    ppid: 505,
    check: checkMultihomed,
  },
  {
    name: 'failover',
    play: 'echo',
    exchanged:
      'a message and its echo, where the first of the addresses that the client calls is dead',
    hosts: ({ multi6 }) => multi6,
    deadHosts: ({ dead6 }) => [dead6],
    payload: 'by the second address',
    stream: 6,
    ppid: 606,
    check: checkEcho,
  },
  {
    name: 'path-cut',
    exchanged:
      'a message and its echo; the path that they have gone by is cut, and another message and ' +
      'its echo go by the other one',
    hosts: ({ multi6 }) => multi6,
    payload: 'by the path that is left',
    stream: 2,
    ppid: 808,
    async meanwhile(client, ended) {
      await client.line(/_RECV /);
      await withoutFirstPath(async () => {
        client.input('it is cut\n');
        await ended();
      });
    },
    check(seen, args) {
      demandEcho(seen, [usual(args), usual(args)]);
      demandLife(seen, { paths: args.hosts.length });
    },
  },
  {
    name: 'partial-reliability',
    exchanged:
      'a message that the network loses is given up after 100 ms, by a FORWARD-TSN: the server ' +
      'never sees it, and what follows it on its stream arrives and comes back',
    payload: 'reliable',
    stream: 1,
    ppid: 11,
    relay: { change: (packet) => (packet.includes('ephemeral') ? undefined : packet) },
    check(seen, args) {
      const { client, server, relay } = seen;
      const lost = { ...usual(args), payload: 'ephemeral' };
      demandMessages('client: sent', client.SENT, [lost, usual(args)]);
      demandMessages('server: received', server.RECV, [usual(args)]);
      demandMessages('client: received', client.RECV, [usual(args)]);
      demand('the relay: FORWARD-TSN', hasChunk(relay, chunkTypes.FORWARD_TSN), true);
      demandLife(seen, {});
    },
  },
  {
    name: 'auth',
    exchanged: 'a message and its echo, with AUTH before every DATA chunk by a key of both sides',
    payload: 'authenticated',
    stream: 2,
    ppid: 47,
    relay: {},
    check(seen, args) {
      demandAuthenticated(seen.relay);
      checkEcho(seen, args);
    },
  },
  {
    name: 'stream-reset',
    exchanged:
      'two messages and their echoes; the client starts its stream anew, both are told, and the ' +
      'third has the sequence number 0 again, while its echo has 2',
    payload: 'reset',
    stream: 3,
    ppid: 12,
    check(seen, args) {
      const { client, server } = seen;
      demandEcho(seen, [usual(args), usual(args), usual(args)]);
      const ssns = (said) => said.RECV.map(({ ssn }) => ssn);
      demand('server: sequence numbers', ssns(server), ['0', '1', '0']);
      demand('client: sequence numbers', ssns(client), ['0', '1', '2']);
      const done = { denied: '0', failed: '0', streams: '3' };
      const [atClient] = notificationsOf(client, 'streamReset');
      const [atServer] = notificationsOf(server, 'streamReset');
      const type = 'streamReset';
      demand('client: told', atClient, { type, incoming: '0', outgoing: '1', ...done });
      demand('server: told', atServer, { type, incoming: '1', outgoing: '0', ...done });
      demandLife(seen, {});
    },
  },
  {
    name: 'peel-off',
    exchanged: 'a message and its echo, after the server has moved to a socket of its own',
    payload: 'peeled off',
    stream: 5,
    ppid: 1501,
    check(seen, args) {
      demand('server: peeled off', seen.server.PEELED_OFF, [{}]);
      checkEcho(seen, args);
    },
  },
  {
    name: 'abort',
    exchanged: 'a message and its echo, then an abort, whose reason the server is told',
    payload: 'the reason why',
    stream: 0,
    ppid: 1,
    check(seen, args) {
      demandEcho(seen, [usual(args)]);
      const lost = { type: 'associationChange', state: 'communicationLost', reason: args.payload };
      demand('server: told', seen.server.NOTIFY.at(-1), lost);
    },
  },
  {
    name: 'ppid-on-the-wire',
    play: 'echo',
    exchanged: "a message and its echo; the PPID's bytes, read off the wire, are in network order",
    payload: 'in network order',
    stream: 1,
    ppid: 0x01020304,
    relay: {},
    check(seen, args) {
      demand('the wire', ppidsOnTheWire(seen.relay), ['01 02 03 04']);
      checkEcho(seen, args);
    },
  },
  {
    name: 'host-ppid-on-the-wire',
    play: 'echo',
    exchanged: "the same where both have them in host byte order: they are this machine's",
    payload: 'in host order',
    stream: 1,
    ppid: 0x01020304,
    env: { PPID_BYTE_ORDER: 'host' },
    relay: {},
    check(seen, args) {
      const bytes = Buffer.from(new Uint32Array([args.ppid]).buffer).toString('hex');
      demand('the wire', ppidsOnTheWire(seen.relay), [bytes.replaceAll(/..(?=.)/g, '$& ')]);
      checkEcho(seen, args);
    },
  },
];
