// OsmoSTP, a signalling transfer point (SS7 over M3UA), as gateway and as application server.

import fs from 'node:fs';
import path from 'node:path';

import { SCTP_PPID } from 'net-sctp';

import { demand } from '../matrix/checks.mjs';
import { needsProgram } from '../matrix/row.mjs';
import {
  decode,
  decodeParameters,
  encode,
  encodeParameters,
  protocolData,
  tags,
  types,
  uint32,
} from './m3ua.mjs';
import { endOf, meetingRow, take, ways } from './meeting.mjs';
import { listening } from './waits.mjs';

const needs = [needsProgram('osmo-stp', 'osmo-stp')];
const defaultSend = { ppid: SCTP_PPID.M3UA };
const SCCP = 3; // the user of MTP3 that signals are for
const OF_ITS_OWN_ACCORD = [types.NOTIFY, types.UNAVAILABLE, types.AVAILABLE];
const AS_ACTIVE = Buffer.of(0, 1, 0, 3);

export const rows = ways.flatMap((way) => [
  meetingRow({
    server: 'osmo-stp',
    title: 'M3UA: signals between two application servers',
    way,
    needs,
    exchanged:
      'two associations, each with ASP up, heartbeat, routing key and ASP active; 100 signals ' +
      'from one point code to the other, in order by stream 1; ASP down; all with PPID 3; SHUTDOWN',
    run: async (meeting, context) => {
      const port = context.port();
      startStp(context, [
        'xua rkm routing-key-allocation dynamic-permitted',
        `listen m3ua ${port}`,
        ` local-ip ${way.host}`,
        ' accept-asp-connections dynamic-permitted',
      ]);
      await listening(port);
      const [a, b] = [await register(meeting, port, 11), await register(meeting, port, 12)];
      const signals = Array.from({ length: 100 }, (_, index) => Buffer.from(`signal ${index}`));
      for (const data of signals) {
        const label = protocolData({ from: 11, to: 12, user: SCCP, data });
        const parameters = [
          [tags.ROUTING_CONTEXT, a.context],
          [tags.PROTOCOL_DATA, label],
        ];
        await a.socket.send(encode(types.DATA, ...parameters), { stream: 1 });
      }
      const received = await take(b.socket, signals.length);
      const told = received.map(({ data }) => decode(data));
      demand('types', [...new Set(told.map(({ type }) => type))], [types.DATA]);
      const labels = signals.map((data) => protocolData({ from: 11, to: 12, user: SCCP, data }));
      const hex = (list) => list.map((bytes) => bytes.toString('hex'));
      demand('signals', hex(told.map((one) => one[tags.PROTOCOL_DATA])), hex(labels));
      demand('PPIDs', [...new Set(received.map(({ ppid }) => ppid))], [SCTP_PPID.M3UA]);
      for (const { socket } of [a, b]) {
        await ask(socket, encode(types.ASP_DOWN), types.ASP_DOWN_ACK);
        await socket.shutdown();
      }
    },
  }),
  meetingRow({
    client: 'osmo-stp',
    title: 'M3UA: an application server that comes up',
    way,
    needs,
    exchanged:
      'its ASP up and ASP active with routing context 5, which we acknowledge; our heartbeat, ' +
      'which it does; all with PPID 3; SHUTDOWN by us',
    run: async (meeting, context) => {
      const server = await meeting.serve({ defaultSend });
      startStp(context, [
        `asp ours ${server.address().port} ${context.port()} m3ua`,
        ` local-ip ${way.host}`,
        ` remote-ip ${way.host}`,
        ' role asp',
        ' sctp-role client',
        'as theirs m3ua',
        ' asp ours',
        ' routing-key 5 0.0.5',
      ]);
      const socket = await meeting.accept(server);
      const [up] = await take(socket, 1);
      demand('its first', [decode(up.data).type, up.ppid], [types.ASP_UP, SCTP_PPID.M3UA]);
      await socket.send(encode(types.ASP_UP_ACK));
      const active = decode((await take(socket, 1))[0].data);
      const isAsDue = [active.type, active[tags.ROUTING_CONTEXT].readUInt32BE()];
      demand('its second', isAsDue, [types.ASP_ACTIVE, 5]);
      await socket.send(encode(types.ASP_ACTIVE_ACK, [tags.ROUTING_CONTEXT, uint32(5)]));
      await beat(socket);
      await socket.shutdown();
      demand('the end', await endOf(socket), 'localShutdown');
    },
  }),
]);

// A server of a point code, active at the gateway.
async function register(meeting, port, pointCode) {
  const socket = await meeting.connect(port, { defaultSend });
  await ask(
    socket,
    encode(types.ASP_UP, [tags.ASP_IDENTIFIER, uint32(pointCode)]),
    types.ASP_UP_ACK,
  );
  await beat(socket);
  const key = encodeParameters([
    [tags.LOCAL_KEY, uint32(1)],
    [tags.DESTINATION, uint32(pointCode)],
  ]);
  const registered = await ask(
    socket,
    encode(types.REGISTER, [tags.ROUTING_KEY, key]),
    types.REGISTERED,
  );
  const result = decodeParameters(registered[tags.REGISTRATION_RESULT]);
  demand('status of the registration', result[tags.REGISTRATION_STATUS].readUInt32BE(), 0);
  await ask(socket, encode(types.ASP_ACTIVE), types.ASP_ACTIVE_ACK);
  await hear(
    socket,
    ({ type, ...parameters }) => type === types.NOTIFY && AS_ACTIVE.equals(parameters[tags.STATUS]),
  );
  return { socket, context: result[tags.ROUTING_CONTEXT] };
}

async function beat(socket) {
  const data = Buffer.from('a beat');
  const answer = await ask(
    socket,
    encode(types.HEARTBEAT, [tags.HEARTBEAT_DATA, data]),
    types.HEARTBEAT_ACK,
  );
  demand('what its heartbeat brings back', String(answer[tags.HEARTBEAT_DATA]), 'a beat');
}

async function ask(socket, message, answer) {
  await socket.send(message);
  return hear(socket, ({ type }) => type === answer);
}

// The next message of a kind.
async function hear(socket, isIt) {
  for (;;) {
    const [{ data, ppid }] = await take(socket, 1);
    demand('PPID', ppid, SCTP_PPID.M3UA);
    const message = decode(data);
    if (isIt(message)) return message;
    demand('whether it may come in between', OF_ITS_OWN_ACCORD.includes(message.type), true);
  }
}

function startStp(context, lines) {
  const config = path.join(context.logDir, `osmo-stp-${context.port()}.cfg`);
  const text = [
    'log stderr',
    ' logging filter all 1',
    'cs7 instance 0',
    ...lines.map((line) => ` ${line}`),
  ];
  fs.writeFileSync(config, `${text.join('\n')}\n`);
  return context.start('osmo-stp', 'osmo-stp', ['-c', config]);
}
