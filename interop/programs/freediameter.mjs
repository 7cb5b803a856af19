// freeDiameter's daemon, which calls its peers and is called by them. It takes no loopback address
// for one that a peer could be told.

import fs from 'node:fs';
import path from 'node:path';

import { SCTP_PPID } from 'net-sctp';

import { demand } from '../matrix/checks.mjs';
import { hosts } from '../matrix/network.mjs';
import { needsProgram } from '../matrix/row.mjs';
import {
  addressBytes,
  attributes,
  commands,
  decode,
  encode,
  REBOOTING,
  SUCCESS,
} from './diameter.mjs';
import { endOf, engineWays, meetingRow, take } from './meeting.mjs';
import { listening } from './waits.mjs';

const needs = [needsProgram('freeDiameterd', 'freediameterd')];
const whitelist = '/usr/lib/freeDiameter/acl_wl.fdx';
const needsWhitelist = {
  reason: 'no white list of freeDiameter: install freediameter-extensions',
  isMet: () => fs.existsSync(whitelist),
};
const PPIDS = [0, SCTP_PPID.DIAMETER]; // its version 1.2 has none
const WATCHDOGS = 50;

const us = [
  [attributes.ORIGIN_HOST, 'node.localdomain'],
  [attributes.ORIGIN_REALM, 'localdomain'],
];
const aboutUs = (host) => [
  ...us,
  [attributes.HOST_IP_ADDRESS, addressBytes(host)],
  [attributes.VENDOR_ID, 0],
  [attributes.PRODUCT_NAME, 'net-sctp'],
  [attributes.AUTH_APPLICATION_ID, 0xffffffff], // a relay: any
];

const ways = engineWays.map((way) => ({ ...way, family: 'IPv6', host: hosts.multi6[0] }));

export const rows = ways.flatMap((way) => [
  meetingRow({
    server: 'freeDiameterd',
    title: 'Diameter: a peer that calls',
    way,
    needs: [...needs, needsWhitelist],
    exchanged:
      `capabilities, ${WATCHDOGS} watchdogs by as many of our streams as there are, disconnection: ` +
      'its answers, result codes and identifiers; SHUTDOWN',
    run: async (meeting, context) => {
      const port = context.port();
      const allowed = fileOf(context, 'whitelist.conf', 'ALLOW_IPSEC node.localdomain\n');
      startDaemon(context, way.host, [
        `Port = ${port};`,
        `LoadExtension = "${whitelist}" : "${allowed}";`,
      ]);
      await listening(port);
      const socket = await meeting.connect(port, { defaultSend: { ppid: SCTP_PPID.DIAMETER } });
      const capabilities = [...aboutUs(way.host), [attributes.INBAND_SECURITY_ID, 0]];
      const it = await ask(socket, commands.CAPABILITIES_EXCHANGE, capabilities);
      demand('its name', String(it[attributes.ORIGIN_HOST]), 'fd.localdomain');
      demand('its product', String(it[attributes.PRODUCT_NAME]), 'freeDiameter');
      for (let index = 0; index < WATCHDOGS; index++) {
        await ask(socket, commands.DEVICE_WATCHDOG, us, index % socket.outboundStreams);
      }
      await ask(socket, commands.DISCONNECT_PEER, [
        ...us,
        [attributes.DISCONNECT_CAUSE, REBOOTING],
      ]);
      demand('the end', ['peerShutdown', 'localShutdown'].includes(await endOf(socket)), true);
    },
  }),
  meetingRow({
    client: 'freeDiameterd',
    title: 'Diameter: a peer that is called',
    way,
    needs,
    exchanged:
      'its capabilities by 30 streams, which we answer; a watchdog by each of ours, which it ' +
      'answers; our disconnection: result codes and identifiers; SHUTDOWN',
    run: async (meeting, context) => {
      const defaultSend = { ppid: SCTP_PPID.DIAMETER };
      const server = await meeting.serve({ defaultSend, outboundStreams: 30 });
      const { port } = server.address();
      const peer = `No_TLS; No_TCP; Port = ${port}; ConnectTo = "${way.host}";`;
      startDaemon(context, way.host, [
        'Port = 0;',
        `ConnectPeer = "node.localdomain" { ${peer} };`,
      ]);
      const socket = await meeting.accept(server);
      demand('its streams', socket.inboundStreams, 30);
      const told = await hear(socket);
      const isAsDue = [told.command, told.request];
      demand('its request', isAsDue, [commands.CAPABILITIES_EXCHANGE, true]);
      demand('its name', String(told.attributes[attributes.ORIGIN_HOST]), 'fd.localdomain');
      await reply(socket, told, aboutUs(way.host));
      for (let stream = 0; stream < 30; stream++) {
        await ask(socket, commands.DEVICE_WATCHDOG, us, stream);
      }
      await ask(socket, commands.DISCONNECT_PEER, [
        ...us,
        [attributes.DISCONNECT_CAUSE, REBOOTING],
      ]);
      demand('the end', ['peerShutdown', 'localShutdown'].includes(await endOf(socket)), true);
    },
  }),
]);

let lastIdentifier = 0;

// Sends a request, and looks at its answer.
async function ask(socket, command, pairs, stream = 0) {
  const hopByHop = ++lastIdentifier;
  await socket.send(encode({ command, request: true, hopByHop }, pairs), { stream });
  const answer = await hear(socket);
  const isTo = [answer.command, answer.request, answer.hopByHop, answer.endToEnd];
  demand('what the answer is to', isTo, [command, false, hopByHop, hopByHop]);
  demand('its result', answer.attributes[attributes.RESULT_CODE].readUInt32BE(), SUCCESS);
  return answer.attributes;
}

// Its next message; its own watchdogs, which may come in between, are answered.
async function hear(socket) {
  for (;;) {
    const [{ data, ppid }] = await take(socket, 1);
    demand(`its PPID ${ppid}`, PPIDS.includes(ppid), true);
    const message = decode(data);
    if (!message.request || message.command !== commands.DEVICE_WATCHDOG) return message;
    await reply(socket, message, us);
  }
}

async function reply(socket, { command, hopByHop, endToEnd }, pairs) {
  const result = [attributes.RESULT_CODE, SUCCESS];
  await socket.send(encode({ command, hopByHop, endToEnd }, [result, ...pairs]));
}

function startDaemon(context, host, lines) {
  const config = [
    'Identity = "fd.localdomain";',
    'Realm = "localdomain";',
    'SecPort = 0;',
    'No_TCP;',
    `ListenOn = "${host}";`,
    ...lines,
  ];
  const file = fileOf(context, 'freediameter.conf', `${config.join('\n')}\n`);
  return context.start('freeDiameterd', 'freeDiameterd', ['-c', file]);
}

function fileOf(context, name, text) {
  const file = path.join(context.logDir, `${context.port()}-${name}`);
  fs.writeFileSync(file, text);
  return file;
}
