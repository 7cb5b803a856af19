import type { SCTPMessage } from './message';

/**
 * Received messages that nobody has asked for yet, counted in bytes.
 *
 * @internal
 */
export class Inbox {
  #messages: SCTPMessage[] = [];
  #first = 0;
  bytes = 0;

  get length(): number {
    return this.#messages.length - this.#first;
  }

  push(message: SCTPMessage): void {
    this.#messages.push(message);
    this.bytes += message.data.length;
  }

  shift(): SCTPMessage | undefined {
    const message = this.#messages[this.#first];
    if (message === undefined) return undefined;
    this.bytes -= message.data.length;
    if (++this.#first === this.#messages.length || this.#first === 1024) {
      this.#messages = this.#messages.slice(this.#first);
      this.#first = 0;
    }
    return message;
  }

  clear(): void {
    this.#messages = [];
    this.#first = 0;
    this.bytes = 0;
  }
}
