// The matrix: every ordered pair of peers, times every case.

import { cases } from './cases.mjs';
import { peers, udpPortOf } from './peers.mjs';
import { Relay } from './relay.mjs';
import { needsSysctl } from './row.mjs';
import { saidBy } from './said.mjs';

const END_LIMIT_MS = 25_000; // on a busy machine, 1000 messages and their log take eight

/** Its rows (row.mjs). */
export const matrix = cases.flatMap((played) =>
  Object.keys(peers).flatMap((server) =>
    Object.keys(peers).map((client) => {
      const id = `${played.name}/${server}<-${client}`;
      const needs = needsOf(peers[server], peers[client], played);
      const row = { id, server, client, case: played.name, exchanged: played.exchanged, needs };
      return { ...row, run: (context) => play(context, peers[server], peers[client], played) };
    }),
  ),
);

/** Has two peers play a case, and checks what they have said. */
export async function play(context, server, client, played) {
  const args = argumentsOf(played, context);
  const isEncapsulated = [server, client].some(({ engine }) => engine !== 'kernel');
  const port = portFor(server, args, context);
  const serversUdpPort = udpPortOf(server, context);
  const relay =
    played.relay &&
    (await Relay.open({ sctpPort: port, udpPort: serversUdpPort, ...played.relay }));
  const start = (name, { prefix, [name]: [command, ...rest], env }, hosts, udp) => {
    const told = [hosts.join(), port, args.payload, args.stream, args.ppid];
    const play = played.play ?? played.name;
    const program = context.start(name, command, [...rest, ...told, play].map(String), {
      env: { ...env, ...udp, ...played.env },
    });
    return { program, said: () => saidBy(program, prefixOf(prefix, name, hosts)) };
  };

  try {
    const serving = start('server', server, args.hosts, {
      UDP_PORT: ownPort(server, serversUdpPort),
    });
    await serving.program.line(/_READY /);
    const calling = start('client', client, args.clientHosts, {
      UDP_PORT: ownPort(client, udpPortOf(client, context)),
      LOCAL_HOSTS: args.localHosts.join(),
      REMOTE_UDP_PORT: relay?.port ?? (isEncapsulated ? serversUdpPort : ''),
    });
    const ended = () => Promise.all([demandSuccess(calling), demandSuccess(serving)]);
    await (played.meanwhile?.(calling.program, ended) ?? ended());
    played.check({ server: serving.said(), client: calling.said(), relay }, args);
  } finally {
    relay?.close();
  }
}

function needsOf(server, client, { relay }) {
  const engines = [server.engine, client.engine];
  if (!engines.includes('kernel')) return [];
  const inUdp = relay !== undefined || engines.includes('userspace');
  return [needsSysctl('net.sctp'), ...(inUdp ? [needsSysctl('net.sctp.udp_port')] : [])];
}

function argumentsOf(played, { hosts }) {
  const { payload, stream, ppid } = played;
  const served = played.hosts?.(hosts) ?? [hosts.host];
  return {
    hosts: served,
    clientHosts: [...(played.deadHosts?.(hosts) ?? []), ...served],
    localHosts: served.length > 1 ? served : [],
    ...{ payload, stream, ppid },
  };
}

// As in the Go fork, an environment variable such as PORT_CPP_MULTI_SERVER may name it.
function portFor({ prefix }, { hosts }, context) {
  const named = process.env[`PORT_${prefixOf(prefix, 'server', hosts)}`];
  return named === undefined ? context.port() : Number(named);
}

function prefixOf(prefix, role, hosts) {
  return `${prefix}_${hosts.length > 1 ? 'MULTI_' : ''}${role.toUpperCase()}`;
}

// The kernel has its port already.
function ownPort({ engine }, port) {
  return engine === 'kernel' ? '' : port;
}

async function demandSuccess({ program }) {
  const status = await program.exited(END_LIMIT_MS);
  if (status !== 0) throw new Error(program.explain(`ended with status ${status}`));
  if (!program.text().endsWith('\n')) throw new Error(program.explain('ended within a line'));
}
