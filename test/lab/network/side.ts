import { EventEmitter, once } from 'node:events';

import { expect } from 'chai';

import {
  connectSCTP,
  createSCTPServer,
  type SCTPAddress,
  type SCTPConnectOptions,
  type SCTPListenOptions,
  type SCTPNotification,
  type SCTPPeerAddressChange,
  type SCTPSendFailed,
  type SCTPSendOptions,
  type SCTPServer,
  type SCTPServerOptions,
  type SCTPSocket,
} from '../../../lib/index';
import { dataOf, type Probe, send } from '../../helpers/contracts';
import { event, message } from '../../helpers/events';
import { opened } from '../../helpers/opened';
import { type Pace, Pacemaker } from './pace';
import { messageOf, Receipts, type Traffic } from './traffic';

/** What became of the messages that a side has sent, by their numbers. */
export interface Outcomes {
  sent: number;
  /** Those whose callback was not called once. */
  unsettled: number[];
  /** Those that a callback's error or `sendFailed` has told of. */
  reported: number[];
  /** Those of them that `sendFailed` says the peer never had. */
  unsent: number[];
  /** Of the callbacks' errors. */
  codes: string[];
}

/** What became of those that the other side has sent. */
export interface Arrivals {
  count: number;
  faults: string[];
}

/** How an association has ended. */
export interface End {
  endedBy: string | undefined;
  /** Of its error. */
  code: string | undefined;
  hadError: boolean;
}

/**
 * One end of an association, which tests command from another process (program.ts): all that goes
 * in and out of its methods can be sent there.
 */
export class Side {
  readonly #news = new EventEmitter().setMaxListeners(0);
  readonly #told: SCTPNotification[] = [];
  readonly #settled: number[] = [];
  /** Messages whose callback has not been called yet. */
  #open = 0;
  readonly #reported = new Set<number>();
  readonly #unsent = new Set<number>();
  readonly #codes = new Set<string>();
  #server: SCTPServer | undefined;
  #socket: SCTPSocket | undefined;
  #sending: Traffic | undefined;
  #receipts: Receipts | undefined;
  #pacemaker: Pacemaker | undefined;
  #error: NodeJS.ErrnoException | undefined;
  #end: End | undefined;

  /** Serves, and takes the first association for its own. Resolves to the port. */
  async listen(options: SCTPServerOptions, where: SCTPListenOptions): Promise<number> {
    const server = (this.#server = opened(createSCTPServer(options)));
    server.once('connection', (socket) => this.#adopt(opened(socket)));
    server.listen(where);
    await event(server, 'listening');
    return server.address()!.port;
  }

  /** Serves no more. */
  async close(): Promise<void> {
    await this.#server!.close();
  }

  async connect(options: SCTPConnectOptions): Promise<void> {
    const socket = opened(connectSCTP(options));
    this.#adopt(socket);
    await event(socket, 'connect');
  }

  /** Resolves when there is an association, all of whose paths can be sent on. */
  async ready(): Promise<void> {
    await this.#until(() => this.#socket !== undefined);
    const socket = this.#socket!;
    const isActive = ({ address }: SCTPAddress): boolean =>
      socket.getPeerAddressInfo(address).state === 'active';
    await this.#until(() => socket.remoteAddresses.every(isActive));
  }

  /** What its socket says of itself, and of the path that it sends on. */
  describe() {
    const { state, localPort = 0 } = this.#socket!;
    const remoteAddresses = this.#socket!.remoteAddresses.map(({ address }) => address);
    return { state, localPort, remoteAddresses, mtu: this.#socket!.getStatus().primary.mtu };
  }

  setPrimaryAddress(address: string): void {
    this.#socket!.setPrimaryAddress(address);
  }

  /** Resolves when the stack has told this, or has told it already; what it told before is past. */
  async hears(type: SCTPNotification['type'], state?: string, address?: string): Promise<void> {
    const matches = (notification: SCTPNotification): boolean => {
      const { address: path, ...told } = notification as SCTPPeerAddressChange;
      const isMeant = told.type === type && (state === undefined || told.state === state);
      return isMeant && (address === undefined || path.address === address);
    };
    await this.#until(() => this.#told.some(matches));
    this.#told.splice(0, this.#told.findIndex(matches) + 1);
  }

  // --- Sending ------------------------------------------------------------------------------

  /** Sends messages without end until it is told to {@link stop}. */
  flood(traffic: Traffic): void {
    this.#sending = traffic;
    this.#pump();
  }

  /** Sends this many messages. Resolves when the stack has taken them. */
  async send(traffic: Traffic, count: number): Promise<void> {
    for (let i = 0; i < count; i++) this.#send(traffic);
    await this.stop();
    if (this.#codes.size > 0) throw new Error(`refused: ${[...this.#codes].join(', ')}`);
  }

  /** Resolves, when each callback has been called, to the number of messages sent. */
  async stop(): Promise<number> {
    this.#sending = undefined;
    await this.#until(() => this.#open === 0);
    return this.#settled.length;
  }

  /** Resolves when the peer's stack has all that was sent. Needs the event `senderDry`. */
  async acknowledged(): Promise<void> {
    await this.#until(() => this.#open === 0 && this.#socket!.getStatus().unackedData === 0);
  }

  /** Sends one message of a contract. */
  async say(probe: Probe, options?: SCTPSendOptions): Promise<void> {
    await send(this.#socket!, probe, options);
  }

  outcomes(): Outcomes {
    const unsettled = [...this.#settled.keys()].filter((number) => this.#settled[number] !== 1);
    const [reported, unsent, codes] = [[...this.#reported], [...this.#unsent], [...this.#codes]];
    return { sent: this.#settled.length, unsettled, reported, unsent, codes };
  }

  // --- Receiving ----------------------------------------------------------------------------

  /**
   * Takes what comes, which is to be what the other side sends, from its `first` message on. A
   * server may hear of its association after the client has.
   */
  async read(traffic: Traffic, first = 0): Promise<void> {
    await this.#until(() => this.#socket !== undefined);
    this.#receipts = new Receipts(traffic, first);
    this.#pacemaker = new Pacemaker();
    this.#socket!.removeAllListeners('data').on('data', (message) => {
      this.#receipts!.take(message);
      this.#pacemaker!.note(message.data.length);
      this.#tell();
    });
  }

  /** Takes the next message, or piece of one, and sees that it is of this contract. */
  async takes(probe: Probe): Promise<void> {
    const got = await message(this.#socket!);
    expect(got).to.include({ stream: probe.stream, ppid: probe.ppid });
    if (got.complete) expect(got.data.equals(dataOf(probe))).to.equal(true);
  }

  /** Takes whatever else comes, so that notifications behind it come, too. */
  ignoreOthers(): void {
    this.#socket!.resume();
  }

  /** Resolves when this many messages have come, or one that is wrong. */
  async came(count: number): Promise<void> {
    const { faults } = this.#receipts!;
    await this.#until(() => this.#receipts!.count >= count || faults.length > 0);
  }

  /** Resolves when this many have come since now. */
  async cameMore(count: number): Promise<void> {
    await this.came(this.#receipts!.count + count);
  }

  /** How many there were, and what was wrong with them. */
  arrivals(): Arrivals {
    const { count, faults } = this.#receipts!;
    return { count, faults };
  }

  /** When they came; the longest pause is the longest since this was last asked. */
  pace(): Pace {
    return this.#pacemaker!.read();
  }

  /** Those of so many messages of the other side that have not come. */
  missing(sent: number): number[] {
    return Array.from({ length: sent }, (_, number) => number).filter(
      (number) => !this.#receipts!.has(number),
    );
  }

  // --- Ending -------------------------------------------------------------------------------

  async shutdown(): Promise<void> {
    await this.#socket!.shutdown();
  }

  /** Resolves when it has ended, by whomever. */
  async ends(): Promise<End> {
    while (this.#end === undefined) await once(this.#news, 'news');
    return this.#end;
  }

  #adopt(socket: SCTPSocket): void {
    this.#socket = socket;
    socket.on('notification', (notification) => {
      this.#told.push(notification);
      if (notification.type === 'sendFailed') this.#fail(notification);
      this.#tell();
    });
    socket.on('error', (error) => (this.#error = error));
    socket.on('close', (hadError) => {
      const { endedBy } = socket;
      this.#end = { endedBy, code: this.#error?.code, hadError };
      this.#tell();
    });
    this.#tell();
  }

  #fail({ reason, message: { context: number } }: SCTPSendFailed): void {
    this.#reported.add(number);
    if (reason === 'unsent') this.#unsent.add(number);
  }

  readonly #pump = (): void => {
    while (this.#sending !== undefined && this.#socket!.writable) {
      if (this.#send(this.#sending)) continue;
      this.#socket!.once('drain', this.#pump);
      return;
    }
  };

  #send(traffic: Traffic): boolean {
    const number = this.#settled.push(0) - 1;
    this.#open++;
    const { data, ...options } = messageOf(traffic, number);
    return this.#socket!.send(data, { ...options, context: number }, (error) => {
      if (this.#settled[number]!++ === 0) this.#open--;
      if (error !== null) {
        this.#reported.add(number);
        this.#codes.add((error as NodeJS.ErrnoException).code!);
      }
      this.#tell();
    });
  }

  #tell(): void {
    this.#news.emit('news');
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.#end !== undefined) throw new Error(`it has ended: ${JSON.stringify(this.#end)}`);
      await once(this.#news, 'news');
    }
  }
}
