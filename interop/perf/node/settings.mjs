// What the Node peers have in common: the command line of cpp/settings.h, and its meter.

export const [, , role, ...assignments] = process.argv;

/** As it is on the command line. */
export const given = Object.fromEntries(assignments.map((assignment) => assignment.split('=')));

export const settings = {
  size: Number(given.size ?? 64),
  count: Number(given.count ?? 100_000),
  warmup: Number(given.warmup ?? 0),
  port: Number(given.port ?? 0),
  udp: Number(given.udp ?? 0),
};

/** The settings of every endpoint. A UDP port is one of the userspace engine. */
export const endpointSettings = {
  engine: given.engine,
  noDelay: given.nodelay !== '0',
  ...(given.sndbuf && { sendBufferSize: Number(given.sndbuf) }),
  ...(given.rcvbuf && { receiveBufferSize: Number(given.rcvbuf) }),
  ...(settings.udp > 0 && { udpEncapsulation: { remotePort: settings.udp } }),
};

export const host = '127.0.0.1';

export function announce(listener) {
  const isEncapsulated = listener.engine === 'userspace';
  const udp = isEncapsulated ? listener.getOption('localUdpEncapsulationPort') : 0;
  announcePorts(listener.address().port, udp);
}

export function announcePorts(port, udp) {
  process.stdout.write(`port ${port} ${udp}\n`);
}

export function report(count, seconds) {
  process.stdout.write(`${JSON.stringify({ count, seconds })}\n`);
}

/** Runs what the command line asks for. */
export function play(roles) {
  if (roles[role] === undefined) {
    process.stderr.write(`usage: ${Object.keys(roles).join('|')} [NAME=VALUE...]\n`);
    process.exitCode = 2;
    return;
  }
  roles[role]();
}

/** The time that the messages after the warm-up take. */
export class Meter {
  total = settings.warmup + settings.count;
  seen = 0;
  #began = performance.now();
  #ended = 0;

  count() {
    this.seen++;
    if (this.seen === settings.warmup) this.#began = performance.now();
    if (this.seen === this.total) this.#ended = performance.now();
  }

  report() {
    if (this.seen !== this.total) throw new Error(`${this.seen} of ${this.total} messages`);
    report(settings.count, (this.#ended - this.#began) / 1000);
  }
}
