// What the Node peers have in common: the command line of cpp/settings.h, and the lines that tell
// how a run went. Both are the Go fork's, with more behind them.

const [, , role, host, port, mode, iterations, size, ...assignments] = process.argv;

const given = Object.fromEntries(assignments.map((assignment) => assignment.split('=')));

export const settings = {
  role,
  host,
  mode,
  port: Number(port),
  iterations: Number(iterations),
  size: Number(size), // of a frame's payload
  warmup: Number(given.warmup ?? 0), // iterations before
  rate: Number(given.rate), // a second, of `latency`
  messages: Number(given.messages), // of all associations together
  udp: Number(given.udp ?? 0), // the peer's UDP port (RFC 6951)
  corked: given.corked === '1',
};

export const isEcho = mode === 'rtt' || mode === 'latency';

/** How many associations the server expects. */
export const associations = mode === 'associations' ? settings.iterations : 1;

/** The settings of every endpoint of net-sctp. A UDP port is one of the userspace engine. */
export const endpointSettings = {
  engine: given.engine,
  noDelay: given.nodelay !== '0',
  ...(given.sndbuf && { sendBufferSize: Number(given.sndbuf) }),
  ...(given.rcvbuf && { receiveBufferSize: Number(given.rcvbuf) }),
  ...(settings.udp > 0 && { udpEncapsulation: { remotePort: settings.udp } }),
};

/** The ports of a listener of net-sctp. */
export function portsOf(listener) {
  const isEncapsulated = listener.engine === 'userspace';
  const udp = isEncapsulated ? listener.getOption('localUdpEncapsulationPort') : 0;
  return { port: listener.address().port, udp };
}

export function tell(event, fields) {
  const words = Object.entries({ lang: 'node', mode, ...fields }).map((field) => field.join('='));
  process.stdout.write(`PERF_${event} ${words.join(' ')}\n`);
}

/** Seconds of all threads. */
export function processorSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** What this process holds. `node --expose-gc` weighs what is alive alone. */
export function residentKib() {
  globalThis.gc?.();
  return process.memoryUsage.rss() / 1024;
}
