import { validateHosts } from './address';
import type { SCTPNotificationEvents } from './events';
import type { SCTPMessage, SCTPSendOptions } from './message';
import type { SCTPEndpointSettings } from './open';
import { validateObject, validatePort } from './validate';

/** How {@link createSCTPEndpoint} makes an endpoint. */
export interface SCTPEndpointOptions extends SCTPEndpointSettings {
  /**
   * Bytes that may wait for `receive()` or `messages()` before all peers are held back, and to be
   * sent to one association before `send()` answers false. Default 65536.
   */
  highWaterMark?: number;
  /** What `send()` uses where it does not say. */
  defaultSend?: SCTPSendOptions;
  /** Closes the endpoint. */
  signal?: AbortSignal;
}

/** Where an endpoint binds. */
export interface SCTPBindOptions {
  /** 0, the default, for a free one. */
  port?: number;
  /** A name or address. Default: all addresses of this host, all of which peers are then told. */
  address?: string;
  /** Several addresses (multihoming), in place of `address`. */
  addresses?: readonly string[];
}

/** Whom a message is for: an association, or a peer that is connected to first if need be. */
export type SCTPDestination = { associationId: number } | { address: string; port: number };

/** The events of an {@link SCTPEndpoint}, with their arguments. */
export type SCTPEndpointEvents = SCTPNotificationEvents & {
  /** It is bound. */
  listening: [];
  /** One message, in dgram's manner. */
  message: [data: Buffer, info: SCTPMessage];
  /** Nothing waits to be sent any more, after `send()` had answered false. */
  drain: [];
  /**
   * An association failed, or was ended for a message beyond `maxMessageSize`. A peer can bring
   * this about, so it is no `'error'`, which would end a process that does not listen to it.
   */
  associationError: [error: Error, associationId: number];
  /** Binding failed, or the socket did. */
  error: [error: Error];
  /** The last event. */
  close: [];
};

/**
 * Where to bind, whichever way it was said.
 *
 * @throws what is wrong with it, by name.
 * @internal
 */
export function bindOptions(target: number | SCTPBindOptions): {
  port: number;
  hosts: readonly string[];
} {
  if (typeof target === 'number') return { port: validatePort(target, 'port'), hosts: [] };
  validateObject(target, 'options');
  const { port = 0, address, addresses } = target;
  const hosts = addresses ?? (address === undefined ? [] : [address]);
  if (hosts.length > 0 || addresses !== undefined) validateHosts(hosts, 'options.addresses');
  return { port: validatePort(port, 'options.port'), hosts };
}
