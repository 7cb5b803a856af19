import { channel } from 'node:diagnostics_channel';
import { debuglog } from 'node:util';
import type { SCTPAddress } from './address';
import type { SCTPEngine, SCTPEngineSelection } from './capabilities';
import type { SCTPEndpoint } from './endpoint';
import type { SCTPError } from './errors';
import type { SCTPPeerAddressChange, SCTPSendFailed } from './events';
import type { SCTPEndCause } from './lifecycle';
import type { SCTPSocket } from './socket';

/** Whose association a diagnostics channel tells of: one of the two. */
export interface SCTPDiagnosticsOwner {
  socket?: SCTPSocket;
  endpoint?: SCTPEndpoint;
}

/** What all that is told of an association has. */
export interface SCTPDiagnosticsOrigin extends SCTPDiagnosticsOwner {
  engine: SCTPEngine;
  /** 0 where there is none yet. */
  associationId: number;
  /** The peer's address that something came by last; absent before anything did. */
  remoteAddress?: SCTPAddress | undefined;
}

/** `sctp.association.up`: an association is up, or its peer has begun it anew. */
export interface SCTPAssociationUp extends SCTPDiagnosticsOrigin {
  outboundStreams: number;
  inboundStreams: number;
  /** The peer has lost its side of it, and set it up again (RFC 9260 section 5.2). */
  restarted: boolean;
}

/**
 * `sctp.association.down`: once for each association that was up, and for each attempt to set one
 * up that failed. It comes when this side is through with it: where a socket was destroyed, or its
 * endpoint closed, before the peer has confirmed it.
 */
export interface SCTPAssociationDown extends SCTPDiagnosticsOrigin {
  endedBy: SCTPEndCause;
  /** Absent where it was ended gracefully, or from this side. */
  error?: SCTPError | undefined;
}

/** `sctp.path.change`: a path to the peer came, went, or is the primary one now. */
export interface SCTPPathChange
  extends SCTPDiagnosticsOrigin, Pick<SCTPPeerAddressChange, 'address' | 'state' | 'error'> {}

/**
 * `sctp.send.failed`: a message was not delivered, as far as is known. Also where a callback has
 * been told; not where its `signal` has withdrawn it.
 */
export interface SCTPSendFailure
  extends SCTPDiagnosticsOrigin, Pick<SCTPSendFailed, 'reason' | 'error' | 'message'> {
  /** Why the stack was not given it; absent where the stack has given it up. */
  cause?: Error;
}

/** `sctp.engine.choice`: which engine sockets have from now on, once for each selection. */
export interface SCTPEngineChoice {
  engine: SCTPEngine;
  /** What was asked for, by the option or by SCTP_ENGINE. */
  selection: SCTPEngineSelection;
  /** As `chosenBecause` of the capabilities. */
  because: string;
}

/**
 * The channels of `node:diagnostics_channel` that the package publishes on, by name, and what it
 * publishes there. Nothing is put together for a channel without subscribers.
 */
export interface SCTPDiagnostics {
  'sctp.association.up': SCTPAssociationUp;
  'sctp.association.down': SCTPAssociationDown;
  'sctp.path.change': SCTPPathChange;
  'sctp.send.failed': SCTPSendFailure;
  'sctp.engine.choice': SCTPEngineChoice;
}

type Name = keyof SCTPDiagnostics;

/** `NODE_DEBUG=sctp` prints what the channels tell, and what the package decides for itself. */
export const debug = debuglog('sctp');

// Named here, as Node forgets a channel that nobody refers to, with its subscribers.
const channels = {
  'sctp.association.up': channel('sctp.association.up'),
  'sctp.association.down': channel('sctp.association.down'),
  'sctp.path.change': channel('sctp.path.change'),
  'sctp.send.failed': channel('sctp.send.failed'),
  'sctp.engine.choice': channel('sctp.engine.choice'),
} satisfies Record<Name, unknown>;

const lines: { [N in Name]: (told: SCTPDiagnostics[N]) => string } = {
  'sctp.association.up': ({ remoteAddress, outboundStreams, inboundStreams, restarted }) =>
    `${restarted ? 'begun anew by' : 'up with'} ${placeOf(remoteAddress)}, ` +
    `${outboundStreams} streams out, ${inboundStreams} in`,
  'sctp.association.down': ({ remoteAddress, endedBy, error }) =>
    `down with ${placeOf(remoteAddress)}: ${endedBy}${error === undefined ? '' : ` (${error.message})`}`,
  'sctp.path.change': ({ address, state }) => `path ${placeOf(address)} ${state}`,
  'sctp.send.failed': ({ message: { data, stream }, reason, error, cause }) =>
    `${data.length} bytes on stream ${stream} failed, ${reason}: ${cause?.message ?? error}`,
  'sctp.engine.choice': ({ engine, because }) => `engine ${engine}: ${because}`,
};

function placeOf(address: SCTPAddress | undefined): string {
  return address === undefined ? 'nobody' : `${address.address} port ${address.port}`;
}

/**
 * Tells whoever has subscribed, and prints it for NODE_DEBUG.
 *
 * @internal
 */
export function publish<N extends Name>(name: N, tell: () => SCTPDiagnostics[N]): void {
  const { hasSubscribers } = channels[name];
  if (!hasSubscribers && !debug.enabled) return;
  const told = tell();
  if (debug.enabled) {
    const whose = 'associationId' in told ? `association ${told.associationId} ` : '';
    debug('%s%s', whose, lines[name](told));
  }
  if (hasSubscribers) channels[name].publish(told);
}
