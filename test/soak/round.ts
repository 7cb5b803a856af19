import { once } from 'node:events';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';

import {
  connectSCTP,
  createSCTPEndpoint,
  createSCTPServer,
  type SCTPConnectOptions,
  type SCTPEndpoint,
  type SCTPEngine,
  type SCTPPeelOffPolicy,
  type SCTPServer,
  type SCTPSocket,
} from '../../lib/index';
import { brisk } from '../helpers/brisk';
import type { Random } from './random';
import { dialogueOf, Side } from './side';

/** What happened, for the line that is printed. */
export class Counters {
  dialogues = 0;
  graceful = 0;
  aborted = 0;
  refused = 0;
  sent = 0;
  delivered = 0;
  /** By a callback's error, or by sendFailed. */
  reported = 0;
  /** Neither: their association was aborted, which both ends were told. */
  cutOff = 0;
}

interface Dialogue {
  client: Side;
  server: Side | undefined;
}

const concurrency = 16;

/** Not `'never'`, with which associations that hold each other up for long enough are lost. */
const policies: readonly SCTPPeelOffPolicy[] = ['auto', 'auto', 'always'];

/** Longer than the stack's time-outs on a path that loses nothing. */
const patience = 60_000;

/** Runs dialogues with a few servers for a while, and then sees that all of them have ended well. */
export class Round {
  readonly counters = new Counters();
  readonly #dialogues = new Map<number, Dialogue>();
  #last = 0;

  constructor(
    private readonly engine: SCTPEngine,
    private readonly random: Random,
    private readonly complain: (complaint: string) => void,
  ) {}

  async run(milliseconds: number): Promise<void> {
    const servers = await Promise.all(policies.map((peelOff) => this.#listen(peelOff)));
    const deaf = await this.#bind();
    const end = performance.now() + milliseconds;
    const runners = Array.from({ length: concurrency }, async () => {
      const random = this.random.fork();
      while (performance.now() < end) {
        const server = servers[random.integer(0, servers.length - 1)]!;
        if (random.chance(0.05)) await this.#beRefused(deaf);
        else await this.#converse(server, random.fork());
      }
    });
    await Promise.all(runners);
    // What a server has not read when it closes is lost, as with net's.
    await this.#allHeard();
    // Resolves when the last association of each has ended.
    const closed = Promise.all(servers.map((server) => server.close()));
    await this.#finished(closed, 'the servers to close');
    await deaf.close();
    await turn();
    for (const [id, dialogue] of this.#dialogues) this.#judge(id, dialogue);
  }

  async #listen(peelOff: SCTPPeelOffPolicy): Promise<SCTPServer> {
    const settings = { engine: this.engine, options: brisk, highWaterMark: 16_384 };
    const server = createSCTPServer({ ...settings, peelOff });
    server.on('error', (error) => this.complain(`server: ${error.message}`));
    server.on('connection', (socket) => this.#serve(socket));
    server.listen({ host: '127.0.0.1' });
    await once(server, 'listening');
    return server;
  }

  /** Somewhere to be refused: what is bound and does not listen answers with ABORT. */
  async #bind(): Promise<SCTPEndpoint> {
    const endpoint = createSCTPEndpoint({ engine: this.engine });
    endpoint.bind({ address: '127.0.0.1' });
    await once(endpoint, 'listening');
    return endpoint;
  }

  /** The first message tells whose association it is; one without any ends as its client does. */
  #serve(socket: SCTPSocket): void {
    let side: Side | undefined;
    socket.on('error', () => undefined);
    socket.on('message', (data, info) => {
      side ??= this.#identify(socket, dialogueOf(data));
      side?.receive(data, info);
    });
  }

  #identify(socket: SCTPSocket, id: number): Side | undefined {
    const dialogue = this.#dialogues.get(id);
    if (dialogue === undefined || dialogue.server !== undefined) {
      this.complain(`dialogue ${id} has no more than two ends`);
      return undefined;
    }
    const { client } = dialogue;
    const side = new Side('server', socket, id, this.random.fork(), this.complain);
    side.peer = client;
    client.peer = side;
    dialogue.server = side;
    void this.#see(side, `dialogue ${id}, server`, true).then(async () => {
      await client.closed;
      await turn();
      this.#judge(id, dialogue);
      this.#dialogues.delete(id);
    });
    return side;
  }

  async #converse(server: SCTPServer, random: Random): Promise<void> {
    const id = ++this.#last;
    const { address: host, port } = server.address()!;
    const options: SCTPConnectOptions = {
      engine: this.engine,
      host,
      port,
      options: brisk,
      noDelay: random.chance(0.5),
      outboundStreams: random.integer(1, 20),
      highWaterMark: random.integer(0, 65_536),
      ...(random.chance(0.3) && { sendBufferSize: random.integer(10_000, 4_000_000) }),
      ...(random.chance(0.3) && { receiveBufferSize: random.integer(50_000, 500_000) }),
    };
    const socket = random.chance(0.15) ? await this.#peelOff(options) : connectSCTP(options);
    const client = new Side('client', socket, id, random, this.complain);
    socket.on('message', (data, info) => client.receive(data, info));
    this.#dialogues.set(id, { client, server: undefined });
    await this.#see(client, `dialogue ${id}, client`, false);
    this.counters.dialogues++;
    if (client.graceful) this.counters.graceful++;
    else this.counters.aborted++;
    const { code } = client.error ?? {};
    const wasReset = code === 'ECONNRESET' && client.peer?.gaveUp === true;
    if (code !== undefined && code !== 'SOAKED' && !wasReset)
      this.complain(`dialogue ${id}: ${client.error!.message}`);
  }

  /** The same by way of an endpoint, on which other associations might have begun as well. */
  async #peelOff({ host, port, ...options }: SCTPConnectOptions): Promise<SCTPSocket> {
    const endpoint = createSCTPEndpoint(options);
    const id = await endpoint.connect(host!, port);
    const socket = endpoint.peelOff(id);
    await endpoint.close();
    return socket;
  }

  /** Until each association that has carried something is identified, or it takes too long. */
  async #allHeard(): Promise<void> {
    const isUnheard = ({ client, server }: Dialogue): boolean =>
      server === undefined && client.graceful && client.sent.some(({ refused }) => !refused);
    const deadline = performance.now() + patience;
    while (performance.now() < deadline && [...this.#dialogues.values()].some(isUnheard)) {
      await pause(20);
    }
  }

  async #beRefused(deaf: SCTPEndpoint): Promise<void> {
    const { address: host, port } = deaf.address();
    const socket = connectSCTP({ engine: this.engine, host, port });
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    if (error.code !== 'ECONNREFUSED') this.complain(`not refused: ${error.message}`);
    if (!socket.closed) await once(socket, 'close');
    this.counters.refused++;
  }

  /** Has a side act, and waits until it is closed. */
  async #see(side: Side, name: string, mayWait: boolean): Promise<void> {
    const over = side.act(mayWait).then(() => side.closed);
    if (await this.#finished(over, `${name} to close`)) return;
    this.complain(`${name}: ${side.describe()}`);
    side.socket.abort();
  }

  /** False, with a complaint, where it lasts too long. */
  async #finished(work: Promise<unknown>, what: string): Promise<boolean> {
    const stop = new AbortController();
    const late = pause(patience, 'late', { signal: stop.signal }).catch(() => undefined);
    const inTime = (await Promise.race([work.then(() => 'in time'), late])) === 'in time';
    stop.abort();
    if (!inTime) this.complain(`waited ${patience / 1000} s for ${what}`);
    return inTime;
  }

  #judge(id: number, { client, server }: Dialogue): void {
    this.#judgeDirection(id, client, server);
    if (server !== undefined) this.#judgeDirection(id, server, client);
  }

  /** Everything that was sent this way was delivered once, or somebody was told that it was not. */
  #judgeDirection(id: number, from: Side, to: Side | undefined): void {
    const { counters } = this;
    const mayBeCutOff = !from.graceful || to?.graceful === false || to?.gaveUp === true;
    for (const [sequence, message] of from.sent.entries()) {
      const { told, refused, failed, delivered } = message;
      const name = `dialogue ${id}, ${from.name}: message ${sequence}`;
      if (told !== 1 && told !== -1) this.complain(`${name} called back ${told} times`);
      if (refused && delivered) this.complain(`${name} was refused, but delivered`);
      counters.sent++;
      if (delivered) counters.delivered++;
      else if (refused || failed) counters.reported++;
      else if (mayBeCutOff) counters.cutOff++;
      else this.complain(`${name} was lost: ${from.describe()} ${to?.describe() ?? 'nobody'}`);
    }
  }
}
