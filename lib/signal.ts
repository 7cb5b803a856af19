import type { EventEmitter } from 'node:events';

/**
 * Has a `signal` end what lives until its `'close'`; at once where it was aborted before.
 *
 * @internal
 */
export function heed(signal: AbortSignal, one: EventEmitter, end: () => void): void {
  if (signal.aborted) {
    end();
    return;
  }
  signal.addEventListener('abort', end, { once: true });
  one.once('close', () => signal.removeEventListener('abort', end));
}
