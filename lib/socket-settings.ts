import { defaultMessage, type SCTPSendOptions } from './message';
import { validateInteger } from './validate';

/** What the sockets of a server and of a client have in common. */
export interface SCTPSocketSettings {
  /**
   * Bytes that may wait to be read before the peer is held back, and to be sent before `write()`
   * answers false. Default 65536.
   */
  highWaterMark?: number;
  /**
   * Bytes that the streams of {@link SCTPSocket.openStream} may hold together, beyond the
   * `highWaterMark` of each, before the peer is held back. Default 1048576.
   */
  maxHeldBytes?: number;
  /** What `write()` and `send()` use where they do not say. Default: stream 0, PPID 0, ordered. */
  defaultSend?: SCTPSendOptions;
  /** Milliseconds without traffic until `'timeout'`; 0, the default, for never. */
  timeout?: number;
}

/** @throws what is wrong with them, by name. */
export function validateSocketSettings(settings: SCTPSocketSettings): void {
  const { highWaterMark, maxHeldBytes, defaultSend, timeout } = settings;
  if (highWaterMark !== undefined) validateInteger(highWaterMark, 'options.highWaterMark', 0);
  if (maxHeldBytes !== undefined) validateInteger(maxHeldBytes, 'options.maxHeldBytes', 0);
  if (timeout !== undefined) validateInteger(timeout, 'options.timeout', 0, 0x7fffffff);
  defaultMessage(defaultSend);
}
