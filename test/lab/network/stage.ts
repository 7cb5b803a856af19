import { after, afterEach, before, describe } from 'mocha';

import type {
  SCTPConnectOptions,
  SCTPEngine,
  SCTPOptions,
  SCTPServerOptions,
} from '../../../lib/index';
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
  options?: Partial<SCTPOptions>;
}

/** A path is given up in half a second: with Linux's own options it takes a minute. */
export const hasty = {
  rtoInfo: { initial: 100, min: 100, max: 100 },
  // Shorter than the shortest RTO: else each lone message times out before it is acknowledged.
  delayedSack: { delay: 20, frequency: 2 },
  peerAddressParameters: {
    ...{ heartbeatInterval: 50, pathMaxRetransmits: 1, pathMtu: 0, sackDelay: 0 },
    ...{ flags: 1, ipv6FlowLabel: 0, dscp: 0 },
  },
} satisfies Partial<SCTPOptions>;

/** A network, with a program on its host A and one on Z. */
class Cast {
  network: Network | undefined;
  programs: Record<Name, Program> | undefined;

  constructor(readonly build: () => Promise<Network>) {}

  async setUp(): Promise<void> {
    if (this.network !== undefined) return;
    this.network = await this.build();
    const { a, z } = this.network.hosts;
    this.programs = { a: new Program(a), z: new Program(z) };
  }

  start(name: Name): void {
    this.programs![name] = new Program(this.network!.hosts[name]);
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

  async tearDown(): Promise<void> {
    await Promise.all(Object.values(this.programs ?? {}).map((program) => program.end()));
  }
}

/** Where the sides of an association meet: a part of a network, with an engine on either side. */
export class Stage {
  constructor(
    private readonly engine: SCTPEngine,
    readonly addresses: Layout['addresses'],
    private readonly cast: Cast,
  ) {}

  get hosts(): Network['hosts'] {
    return this.cast.network!.hosts;
  }

  get links(): Network['links'] {
    return this.cast.network!.links;
  }

  get a(): RemoteSide {
    return this.cast.programs!.a.side;
  }

  get z(): RemoteSide {
    return this.cast.programs!.z.side;
  }

  /** Has Z serve on all its addresses. Resolves to its port. */
  async listen({ server, options = hasty }: Settings = {}): Promise<number> {
    const { engine, addresses } = this;
    return this.z.listen({ engine, options, ...server }, { localAddresses: addresses.z });
  }

  /** Has A connect to Z, from and to all addresses. */
  async connect(port: number, { client, options = hasty }: Settings = {}): Promise<void> {
    const { engine, addresses } = this;
    const paths = { localAddresses: addresses.a, remoteAddresses: addresses.z };
    await this.a.connect({ engine, port, options, ...paths, ...client });
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

/** By what they build. Starting programs takes a second, so suites share them. */
const casts = new Map<Layout['build'], Cast>();

after(async () => {
  await Promise.all([...casts.values()].map((cast) => cast.tearDown()));
  await stopHosts();
});

/** A suite on a network, each of whose tests finds it as new. Pending without root. */
export function onStage(engine: SCTPEngine, layout: Layout, suite: (stage: Stage) => void): void {
  const { title, build, addresses } = layout;
  const cast = casts.get(build) ?? new Cast(build);
  casts.set(build, cast);

  describe(title, function () {
    this.timeout(60_000);
    this.slow(20_000);

    before(async function () {
      if (process.getuid?.() !== 0) skipBecause(this, 'making a network needs root');
      await cast.setUp();
    });
    afterEach(() => cast.reset());
    suite(new Stage(engine, addresses, cast));
  });
}
