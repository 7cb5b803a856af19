import { AbortError } from './errors';
import { Inbox } from './inbox';
import type { SCTPMessage } from './message';

type Receiver = (message: SCTPMessage | undefined) => void;

/** Who gets the messages that nobody has asked for by `receive()`. */
interface MailboxOwner {
  listens(): boolean;
  tell(message: SCTPMessage): void;
  /** Nothing waits any more. */
  onEmpty(): void;
}

/**
 * Received messages, given to whoever asked first, else to whoever listens.
 *
 * @internal
 */
export class Mailbox {
  readonly #inbox = new Inbox();
  readonly #receivers: Receiver[] = [];
  readonly #owner: MailboxOwner;

  constructor(owner: MailboxOwner) {
    this.#owner = owner;
  }

  /** Of the messages that wait. */
  get bytes(): number {
    return this.#inbox.bytes;
  }

  put(message: SCTPMessage): void {
    const isNext = this.#inbox.length === 0 && this.#receivers.length === 0;
    if (isNext && this.#owner.listens()) {
      this.#owner.tell(message);
      return;
    }
    this.#inbox.push(message);
    this.deliver();
  }

  /** Gives what waits to those who want it. */
  deliver(): void {
    while (this.#inbox.length > 0) {
      const receiver = this.#receivers.shift();
      if (receiver === undefined && !this.#owner.listens()) return;
      const message = this.#inbox.shift()!;
      if (receiver !== undefined) receiver(message);
      else this.#owner.tell(message);
    }
    this.#owner.onEmpty();
  }

  /** The next message, or `undefined` when the mailbox closes. */
  receive(signal?: AbortSignal): Promise<SCTPMessage | undefined> {
    if (signal?.aborted) return Promise.reject(new AbortError(signal));
    return new Promise((resolve, reject) => {
      const receiver: Receiver = (message) => {
        signal?.removeEventListener('abort', abort);
        resolve(message);
      };
      const abort = (): void => {
        this.#receivers.splice(this.#receivers.indexOf(receiver), 1);
        reject(new AbortError(signal!));
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#receivers.push(receiver);
      this.deliver();
    });
  }

  close(): void {
    for (const receiver of this.#receivers.splice(0)) receiver(undefined);
  }
}
