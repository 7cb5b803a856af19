// How a program that knows nothing but the kernel's SCTP meets net-sctp: as it is where net-sctp
// uses the kernel, too, and in UDP (RFC 6951) where it has an engine of its own. The program does
// not notice: the kernel encapsulates for whoever opens a socket while `net.sctp.encap_port` is
// set, and answers as it was spoken to.

import { on, once } from 'node:events';
import fs from 'node:fs';

import { connectSCTP, createSCTPEndpoint, createSCTPServer, isSCTPSupported } from 'net-sctp';

import { KERNELS_UDP_PORT } from '../matrix/network.mjs';
import { needsSysctl } from '../matrix/row.mjs';
import { within } from './waits.mjs';

/** What a row cannot do without whose program uses the kernel's SCTP. */
export const needsKernel = {
  reason: 'the kernel has no SCTP',
  isMet: () => isSCTPSupported('kernel'),
};

const needsUdp = needsSysctl('net.sctp.udp_port');
const needsEncapsulation = needsSysctl('net.sctp.encap_port');

const encapPort = '/proc/sys/net/sctp/encap_port';

const families = [
  { family: 'IPv4', host: '127.0.0.1', others: ['127.0.0.2', '127.0.0.3'] },
  { family: 'IPv6', host: '::1', others: [] },
];

export const ways = ['kernel', 'userspace'].flatMap((engine) =>
  families.map((family) => ({ engine, ...family })),
);

/** The ways by IPv4, for what a family makes no difference to. */
export const engineWays = ways.filter(({ family }) => family === 'IPv4');

/** The same for a program that has a stack of its own, and speaks SCTP in UDP by itself. */
export const ownStack = (way) => ({ ...way, inUdp: true });

/**
 * A row in which a program that uses the kernel's SCTP meets net-sctp: `run(meeting, context)`.
 * Whichever of `server` and `client` is left out is net-sctp.
 */
export function meetingRow({ server, client, title, way, needs = [], run, ...rest }) {
  const ours = `net-sctp (${way.engine})`;
  const between = server && client ? ` through ${ours}` : '';
  const roles = { server: server ?? ours, client: client ?? ours };
  return {
    id: `${title}, ${way.family}/${roles.server}<-${roles.client}${between}`,
    ...roles,
    case: `${title}, ${way.family}`,
    ...rest,
    needs: [...needsOf(way), ...needs],
    run: (context) => meet(way, context, run),
  };
}

function needsOf({ engine, inUdp = false }) {
  if (engine === 'kernel') return inUdp ? [needsKernel, needsUdp] : [needsKernel];
  return inUdp ? [] : [needsKernel, needsUdp, needsEncapsulation];
}

async function meet(way, context, run) {
  const meeting = new Meeting(way);
  try {
    await run(meeting, context);
  } finally {
    meeting.end();
  }
}

/** net-sctp's side of a row: everything that it opens, until the row ends. */
export class Meeting {
  #opened = [];
  #accepted = new Map();
  #udpPort = 0;

  constructor({ engine, host, others, inUdp = false }) {
    this.engine = engine;
    this.host = host;
    this.others = others;
    this.inUdp = inUdp;
  }

  /** A server that listens where the program, if it starts from now on, reaches it. */
  async serve({ listen = { host: this.host }, ...options } = {}) {
    const server = createSCTPServer({ ...this.#ours(), ...options });
    this.#accepted.set(server, on(server, 'connection'));
    server.on('connection', (socket) => this.#keep(socket));
    server.listen(listen);
    await this.#published(server);
    return server;
  }

  /** The same of an endpoint, which has many associations. */
  async open(options = {}) {
    const endpoint = createSCTPEndpoint({ ...this.#ours(), ...options });
    endpoint.bind({ address: this.host }).listen();
    await this.#published(endpoint);
    return endpoint;
  }

  /** Where a server of ours takes SCTP in UDP. */
  udpPortOf(server) {
    if (this.engine === 'kernel') return KERNELS_UDP_PORT;
    return server.getOption('localUdpEncapsulationPort');
  }

  /** The next association of a server. */
  async accept(server) {
    const { value } = await within('association', this.#accepted.get(server).next());
    return value[0];
  }

  /** An association with a program that listens on a port. */
  async connect(port, options = {}) {
    const to = options.remoteAddresses === undefined ? { host: this.host } : {};
    const udpEncapsulation = { remotePort: KERNELS_UDP_PORT };
    const socket = this.#keep(
      connectSCTP({
        engine: this.engine,
        port,
        ...to,
        ...this.#inUdp(udpEncapsulation),
        ...options,
      }),
    );
    await within('association', once(socket, 'connect'));
    return socket;
  }

  end() {
    for (const one of this.#opened) {
      if (one.destroy === undefined) one.close(() => {});
      else one.destroy();
    }
    if (this.#isEncapsulatedForProgram()) fs.writeFileSync(encapPort, '0');
  }

  #isEncapsulatedForProgram() {
    return this.engine === 'userspace' && !this.inUdp;
  }

  // The program is told one UDP port, which all servers of ours then have.
  #ours() {
    return { engine: this.engine, ...this.#inUdp({ localPort: this.#udpPort }) };
  }

  async #published(server) {
    this.#opened.push(server);
    await within('server that listens', once(server, 'listening'));
    this.#udpPort = this.udpPortOf(server);
    if (this.#isEncapsulatedForProgram()) fs.writeFileSync(encapPort, `${this.#udpPort}`);
  }

  #inUdp(udpEncapsulation) {
    return this.engine === 'kernel' ? {} : { udpEncapsulation };
  }

  // What ended it is told by endOf().
  #keep(socket) {
    this.#opened.push(socket.on('error', () => {}));
    return socket;
  }
}

/** As many messages as are due. */
export async function take(socket, count) {
  const messages = [];
  const due = async () => {
    for await (const message of socket.messages()) {
      messages.push(message);
      if (messages.length === count) return messages;
    }
    throw new Error(`${messages.length} of ${count} messages, and then the end`);
  };
  try {
    return await within(`${count} messages`, due());
  } catch (error) {
    throw new Error(`${error.message}; ${messages.length} came`, { cause: error });
  }
}

/** All messages until the association is shut down. */
export async function takeAll(socket) {
  const messages = [];
  const all = async () => {
    for await (const message of socket.messages()) messages.push(message);
  };
  await within('end of the messages', all());
  return messages;
}

/** What has ended an association, once it has. */
export async function endOf(socket) {
  socket.resume();
  const closed = new Promise((resolve) => {
    if (socket.closed) resolve();
    socket.once('close', resolve);
  });
  await within('end of the association', closed);
  return socket.endedBy;
}
