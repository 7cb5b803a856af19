import { after, afterEach, before, describe } from 'mocha';

import type {
  SCTPConnectOptions,
  SCTPOptionSettings,
  SCTPServerOptions,
  SCTPUDPEncapsulation,
} from '../../../lib/index';
import type { Engines } from '../../helpers/engines';
import { stopHosts } from '../../helpers/namespaces';
import { skipBecause } from '../../helpers/tally';
import type { Layout, Network } from './networks';
import { Program, type RemoteSide } from './remote';

type Name = 'a' | 'z';

/** How the sides are to be, beyond their addresses. */
export interface Settings {
  server?: SCTPServerOptions;
  client?: Partial<SCTPConnectOptions>;
  /** Of both. Default: {@link hasty}. */
  options?: Partial<SCTPOptionSettings>;
  /** False: A is bound to no address of its own. */
  isBound?: boolean;
}

/** A path is given up in half a second: with Linux's own options it takes a minute. */
export const hasty = {
  rtoInfo: { initial: 100, min: 100, max: 100 },
  // Shorter than the shortest RTO: else each lone message times out before it is acknowledged.
  delayedSack: { delay: 20, frequency: 2 },
  peerAddressParameters: { heartbeatInterval: 50, pathMaxRetransmits: 1 },
} satisfies Partial<SCTPOptionSettings>;

/** RFC 6951. Each host is alone on its network, so the port is always free. */
const encapsulationPort = 9899;

/** A network, with a program on its host A and one on Z. */
class Cast {
  network: Network | undefined;
  programs: Record<Name, Program> | undefined;

  constructor(
    readonly build: () => Promise<Network>,
    readonly engines: Engines,
  ) {}

  /** Whether what they send is in UDP: everywhere but between two kernels. */
  get isEncapsulated(): boolean {
    return this.engines.a === 'userspace' || this.engines.z === 'userspace';
  }

  async setUp(): Promise<void> {
    if (this.network !== undefined) return;
    this.network = await this.build();
    for (const name of ['a', 'z'] as const) {
      if (this.isEncapsulated && this.engines[name] === 'kernel') {
        this.network.hosts[name].set('sctp.udp_port', encapsulationPort);
      }
    }
    this.programs = { a: this.#program('a'), z: this.#program('z') };
  }

  start(name: Name): void {
    this.programs![name] = this.#program(name);
  }

  /** It is as new. */
  async reset(): Promise<void> {
    for (const link of this.network!.links) link.mend();
    await Promise.all([this.#reset('a'), this.#reset('z')]);
  }

  async #reset(name: Name): Promise<void> {
    const program = this.programs![name];
    if (program.ended) this.start(name);
    else await program.reset();
  }

  /** In userspace it serves by this port, for its clients are told of no other. */
  #program(name: Name): Program {
    return new Program(this.network!.hosts[name], { SCTP_UDP_PORT: String(encapsulationPort) });
  }

  async tearDown(): Promise<void> {
    await Promise.all(Object.values(this.programs ?? {}).map((program) => program.end()));
  }
}

/** Where the sides of an association meet: a part of a network, with an engine on either side. */
export class Stage {
  constructor(
    readonly addresses: Layout['addresses'],
    private readonly cast: Cast,
  ) {}

  get hosts(): Network['hosts'] {
    return this.cast.network!.hosts;
  }

  get links(): Network['links'] {
    return this.cast.network!.links;
  }

  get engines(): Engines {
    return this.cast.engines;
  }

  get a(): RemoteSide {
    return this.cast.programs!.a.side;
  }

  get z(): RemoteSide {
    return this.cast.programs!.z.side;
  }

  /** Has Z serve on all its addresses. Resolves to its port. */
  async listen({ server, options = hasty }: Settings = {}): Promise<number> {
    const { engines, addresses } = this;
    const where = { localAddresses: addresses.z };
    return this.z.listen({ engine: engines.z, options, ...server }, where);
  }

  /** Has A connect to Z, from and to all addresses. */
  async connect(port: number, settings: Settings = {}): Promise<void> {
    const { client, options = hasty, isBound = true } = settings;
    const { engines, addresses } = this;
    const paths = {
      ...(isBound && { localAddresses: addresses.a }),
      remoteAddresses: addresses.z,
    };
    const udpEncapsulation = this.#udpPortsOfA();
    await this.a.connect({
      engine: engines.a,
      port,
      options,
      udpEncapsulation,
      ...paths,
      ...client,
    });
  }

  /** A comes from the same port each time, as after it has restarted. */
  #udpPortsOfA(): SCTPUDPEncapsulation {
    if (!this.cast.isEncapsulated) return {};
    return this.engines.a === 'kernel'
      ? { remotePort: encapsulationPort }
      : { localPort: encapsulationPort };
  }

  /** Has both; all paths can then be sent on. Resolves to Z's port. */
  async associate(settings: Settings = {}): Promise<number> {
    const port = await this.listen(settings);
    await this.connect(port, settings);
    await Promise.all([this.a.ready(), this.z.ready()]);
    return port;
  }

  /** A host's program vanishes, as by SIGKILL. */
  async kill(name: Name): Promise<void> {
    await this.cast.programs![name].kill();
  }

  /** Starts a host's program anew. */
  start(name: Name): void {
    this.cast.start(name);
  }
}

/** By what they build, with which engines. Starting programs takes a second, so suites share them. */
const casts = new Map<string, Cast>();

after(async () => {
  await Promise.all([...casts.values()].map((cast) => cast.tearDown()));
  await stopHosts();
});

/** A suite on a network, each of whose tests finds it as new. Pending without root. */
export function onStage(engines: Engines, layout: Layout, suite: (stage: Stage) => void): void {
  const { title, build, addresses } = layout;
  const key = [build.name, engines.a, engines.z].join();
  const cast = casts.get(key) ?? new Cast(build, engines);
  casts.set(key, cast);

  describe(title, function () {
    this.timeout(60_000);
    this.slow(20_000);

    before(async function () {
      if (process.getuid?.() !== 0) skipBecause(this, 'making a network needs root');
      await cast.setUp();
    });
    afterEach(() => cast.reset());
    suite(new Stage(addresses, cast));
  });
}
