import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';

import { sightingFilters, sightingsIn, type Sightings } from './sightings';

const running = new Set<Host>();

/** Stops all of them, for `after`. */
export async function stopHosts(): Promise<void> {
  await Promise.all([...running].map((host) => host.stop()));
}

/** A host of its own: a network namespace, with the links that lead to it. */
export class Host {
  /** By the names of its links. */
  readonly #addresses = new Map<string, readonly string[]>();
  readonly #sysctls = new Map<string, number>();
  #keeper: ChildProcess;

  private constructor(keeper: ChildProcess) {
    this.#keeper = keeper;
    running.add(this);
  }

  static async start(): Promise<Host> {
    const host = new Host(await startKeeper());
    host.ip('link set lo up');
    return host;
  }

  /** Where it is, for `ip` and `nsenter`. */
  get namespace(): string {
    return namespaceOf(this.#keeper);
  }

  /** Lines of commands for iproute2's `ip`. */
  ip(...lines: string[]): void {
    this.#execute(['ip', '-batch', '-'], lines);
  }

  /** Lines of commands for iproute2's `tc`. */
  tc(...lines: string[]): void {
    this.#execute(['tc', '-batch', '-'], lines);
  }

  /** Sets a variable of its network, by its name below `net`. */
  set(name: string, value: number): void {
    this.#sysctls.set(name, value);
    const file = `/proc/sys/net/${name.replaceAll('.', '/')}`;
    this.run('sh', '-c', `echo ${value} >${file}`);
  }

  /** What a command says here. */
  run(...command: string[]): string {
    return this.#execute(command, []);
  }

  /** Starts a script of Node's here, with which messages can be exchanged. */
  fork(script: string, env: NodeJS.ProcessEnv = {}): ChildProcess {
    return spawn('nsenter', [`--net=${this.namespace}`, process.execPath, script], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      serialization: 'advanced',
    });
  }

  /** Plugs a link in that is here, with its addresses; those that it had before if none is given. */
  plug(link: string, addresses = this.#addresses.get(link)!): void {
    this.#addresses.set(link, addresses);
    // Anew, as Linux forgets the IPv6 addresses of a link that goes down.
    const lines = addresses.map((address) => {
      const options = address.includes(':') ? 'nodad' : '';
      return `address replace ${address} dev ${link} ${options}`;
    });
    this.ip(...lines, `link set ${link} up`);
  }

  unplug(link: string): void {
    this.ip(`link set ${link} down`);
  }

  /**
   * From now on it is another host, with the same links and addresses. What still runs on the old
   * one hears nothing any more, and is not heard.
   */
  async restart(): Promise<void> {
    const keeper = await startKeeper();
    const links = [...this.#addresses.keys()];
    this.ip(...links.map((link) => `link set ${link} netns ${namespaceOf(keeper)}`));
    await stopKeeper(this.#keeper);
    this.#keeper = keeper;
    this.ip('link set lo up');
    for (const link of links) this.plug(link);
    for (const [name, value] of this.#sysctls) this.set(name, value);
  }

  async stop(): Promise<void> {
    running.delete(this);
    await stopKeeper(this.#keeper);
  }

  #execute(command: readonly string[], lines: readonly string[]): string {
    return execFileSync('nsenter', [`--net=${this.namespace}`, ...command], {
      encoding: 'utf8',
      input: lines.join('\n'),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  }
}

/** A host's end of a link. */
export interface LinkEnd {
  host: Host;
  /** With the lengths of their prefixes. */
  addresses: readonly string[];
}

const perfect = 'noqueue';
const ports = ['port1', 'port2'];

/** A link between two hosts, over a switch between them that does to packets what it is told. */
export class Link {
  #unpluggedAt: Host | undefined;
  #silent = false;
  #discipline = perfect;

  private constructor(
    readonly name: string,
    private readonly bridge: Host,
    private readonly usualDiscipline: string,
    private readonly ends: readonly [LinkEnd, LinkEnd],
  ) {
    this.#queueBy(usualDiscipline);
    bridge.tc(...ends.flatMap(({ addresses }, at) => sightingFilters(ports[at]!, addresses)));
  }

  /**
   * @param name What both hosts call it.
   * @param discipline The queueing discipline in both directions, in the words of `tc`.
   */
  static async lay(
    name: string,
    ends: readonly [LinkEnd, LinkEnd],
    discipline = perfect,
  ): Promise<Link> {
    const bridge = await Host.start();
    bridge.ip(
      'link add bridge up type bridge',
      ...ports.flatMap((port, index) => [
        `link add ${port} type veth peer name ${name} netns ${ends[index]!.host.namespace}`,
        `link set ${port} up master bridge`,
      ]),
    );
    // Each packet goes alone, as on a wire: several in one, where they are SCTP in UDP, Linux 6.1
    // loses as their sender, and panics of as their receiver.
    for (const { host } of ends) host.ip(`link set ${name} gso_max_segs 1 gso_max_size 1500`);
    for (const { host, addresses } of ends) host.plug(name, addresses);
    return new Link(name, bridge, discipline, ends);
  }

  /** Pulls the cable out at one of the hosts. */
  unplug(host: Host): void {
    this.#unpluggedAt = host;
    host.unplug(this.name);
  }

  /** Swallows all packets, and tells nobody. */
  silence(): void {
    this.#silent = true;
    this.bridge.ip('link set bridge down');
  }

  /** What befalls packets, in the words of netem. */
  impair(words: string): void {
    this.#queueBy(`netem ${words}`);
  }

  /** It is as it was. */
  mend(): void {
    this.#unpluggedAt?.plug(this.name);
    this.#unpluggedAt = undefined;
    if (this.#silent) this.bridge.ip('link set bridge up');
    this.#silent = false;
    this.#queueBy(this.usualDiscipline);
  }

  /** Packets that a host has sent into it so far. */
  sightingsOf(host: Host): Sightings {
    const port = ports[this.ends.findIndex((end) => end.host === host)]!;
    const words = ['-json', '-statistics', 'filter', 'show', 'dev', port, 'ingress'];
    return sightingsIn(this.bridge.run('tc', ...words));
  }

  /** Bytes that a host has sent by it so far. */
  bytesSentBy(host: Host): number {
    const report = host.run('ip', '-json', '-statistics', 'link', 'show', 'dev', this.name);
    const [{ stats64 }] = JSON.parse(report) as [{ stats64: { tx: { bytes: number } } }];
    return stats64.tx.bytes;
  }

  #queueBy(discipline: string): void {
    if (discipline === this.#discipline) return;
    this.#discipline = discipline;
    this.bridge.tc(...ports.map((port) => `qdisc replace dev ${port} root ${discipline}`));
  }
}

/**
 * A namespace lives as long as somebody is in it. A keeper ends with its stdin, and so with this
 * process, whatever befalls that: nothing is ever left to be cleaned up.
 */
async function startKeeper(): Promise<ChildProcess> {
  const keeper = spawn('unshare', ['--net', 'cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
  keeper.stdin.write('there?');
  await once(keeper.stdout, 'data'); // It is in its namespace: unshare has become cat.
  return keeper;
}

async function stopKeeper(keeper: ChildProcess): Promise<void> {
  const closed = once(keeper, 'close');
  keeper.stdin!.end();
  await closed;
}

function namespaceOf(keeper: ChildProcess): string {
  return `/proc/${keeper.pid!}/ns/net`;
}
