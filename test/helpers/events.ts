import { once, type EventEmitter } from 'node:events';

import type {
  SCTPEndpoint,
  SCTPEndpointEvents,
  SCTPMessage,
  SCTPServer,
  SCTPServerEvents,
  SCTPSocket,
  SCTPSocketEvents,
} from '../../lib/index';

type Emitter = SCTPSocket | SCTPServer | SCTPEndpoint;

type EventsOf<E extends Emitter> = E extends SCTPSocket
  ? SCTPSocketEvents
  : E extends SCTPServer
    ? SCTPServerEvents
    : SCTPEndpointEvents;

type First<Arguments> = Arguments extends readonly [infer Argument, ...unknown[]]
  ? Argument
  : undefined;

/** The first argument of the next event of that name; rejects with an `'error'` before it. */
export async function event<E extends Emitter, Name extends keyof EventsOf<E> & string>(
  emitter: E,
  name: Name,
): Promise<First<EventsOf<E>[Name]>> {
  const [first] = (await once(emitter as EventEmitter, name)) as unknown[];
  return first as First<EventsOf<E>[Name]>;
}

/** The names of these events as they come, in their order. */
export function record<E extends Emitter>(
  emitter: E,
  ...names: (keyof EventsOf<E> & string)[]
): string[] {
  const seen: string[] = [];
  for (const name of names) (emitter as EventEmitter).on(name, () => void seen.push(name));
  return seen;
}

/** Every event of that name from now on, by its first argument. */
export function collect<E extends Emitter, Name extends keyof EventsOf<E> & string>(
  emitter: E,
  name: Name,
): First<EventsOf<E>[Name]>[] {
  const seen: First<EventsOf<E>[Name]>[] = [];
  (emitter as EventEmitter).on(name, (first: First<EventsOf<E>[Name]>) => void seen.push(first));
  return seen;
}

/** The next message. */
export async function message(from: SCTPSocket | SCTPEndpoint): Promise<SCTPMessage> {
  const [first] = await messages(from, 1);
  return first!;
}

/** The next `count` messages; those behind them can still be read. */
export async function messages(
  from: SCTPSocket | SCTPEndpoint,
  count: number,
): Promise<SCTPMessage[]> {
  const taken: SCTPMessage[] = [];
  if (count === 0) return taken;
  for await (const one of from.messages()) {
    taken.push(one);
    if (taken.length === count) break;
  }
  return taken;
}

/** The error that a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<NodeJS.ErrnoException> {
  return promise.then(
    () => {
      throw new Error('it succeeded, but was to fail');
    },
    (error: unknown) => error as NodeJS.ErrnoException,
  );
}

/** Its error and what it says when it has closed. */
export async function outcome(
  socket: SCTPSocket,
): Promise<{ error: Error | null; hadError: boolean }> {
  let error: Error | null = null;
  socket.on('error', (raised) => (error = raised));
  const hadError = await new Promise<boolean>((resolve) => void socket.once('close', resolve));
  return { error, hadError };
}
