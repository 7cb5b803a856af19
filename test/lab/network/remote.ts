import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import type { Host } from '../../helpers/namespaces';
import { Side } from './side';

type Method = keyof Side;

/** One of a side's methods, to be called in its own process. */
export interface Call {
  id: number;
  method: Method | 'reset';
  args: unknown[];
}

export interface Answer {
  id: number;
  result?: unknown;
  error?: object;
}

/** A side, as it is seen from another process. */
export type RemoteSide = {
  [Name in Method]: (...args: Parameters<Side[Name]>) => Promise<Awaited<ReturnType<Side[Name]>>>;
};

const script = path.join(__dirname, 'program.js');
const methods = Object.getOwnPropertyNames(Side.prototype).filter((name) => name !== 'constructor');

/** A host's program, and the side that it has. */
export class Program {
  readonly side: RemoteSide;
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown>;
  readonly #pending = new Map<number, (answer: Answer) => void>();
  #calls = 0;

  constructor(host: Host, env: NodeJS.ProcessEnv) {
    this.#child = host.fork(script, env);
    this.#exit = Promise.all([once(this.#child, 'exit'), once(this.#child, 'disconnect')]);
    this.#child.on('message', (answer: Answer) => this.#pending.get(answer.id)?.(answer));
    this.#child.on('exit', () => {
      const error = new Error('the program has ended');
      for (const id of this.#pending.keys()) this.#pending.get(id)!({ id, error });
    });
    const entries = methods.map((name) => {
      return [name, (...args: unknown[]) => this.#call(name as Method, args)];
    });
    this.side = Object.fromEntries(entries) as RemoteSide;
  }

  get ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Closes what the test has opened there. */
  async reset(): Promise<void> {
    await this.#call('reset', []);
  }

  /** It vanishes; the stack does what it does for those who leave their sockets open. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exit;
  }

  async end(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    await this.#exit;
  }

  async #call(method: Call['method'], args: unknown[]): Promise<unknown> {
    const id = this.#calls++;
    const answered = new Promise<Answer>((resolve) => void this.#pending.set(id, resolve));
    const call: Call = { id, method, args };
    this.#child.send(call);
    const { result, error } = await answered;
    this.#pending.delete(id);
    if (error !== undefined) throw Object.assign(new Error(), error);
    return result;
  }
}
