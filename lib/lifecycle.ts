/** How far an association has come, seen from this side (RFC 9260 section 4). */
export type SCTPAssociationState =
  | 'connecting'
  | 'established'
  /** `end()` or `shutdown()` was called: what is queued is still delivered. */
  | 'shuttingDown'
  /** The peer has shut down: what it sent before can still be read. */
  | 'peerShutdown'
  | 'closed';

/** What moves an association from one state to the next. */
export type AssociationInput =
  | 'communicationUp'
  | 'restart'
  | 'shutdown'
  | 'peerShutdown'
  | 'shutdownComplete'
  | 'cannotStart'
  | 'communicationLost'
  | 'abort';

const ends = {
  shutdownComplete: 'closed',
  cannotStart: 'closed',
  communicationLost: 'closed',
  abort: 'closed',
} as const;

/** Inputs that a state does not name leave it as it is. */
const transitions: Record<
  SCTPAssociationState,
  Partial<Record<AssociationInput, SCTPAssociationState>>
> = {
  connecting: { communicationUp: 'established', ...ends },
  established: { shutdown: 'shuttingDown', peerShutdown: 'peerShutdown', ...ends },
  // A restarted peer knows nothing of our shutdown, which the stack begins anew.
  shuttingDown: { ...ends },
  peerShutdown: { restart: 'established', ...ends },
  closed: {},
};

export function nextState(
  state: SCTPAssociationState,
  input: AssociationInput,
): SCTPAssociationState {
  return transitions[state][input] ?? state;
}

/** Whether messages can be given to the stack. */
export function canSend(state: SCTPAssociationState): boolean {
  return state === 'connecting' || state === 'established';
}

/** Who or what ended an association. */
export type SCTPEndCause =
  /** This side: `end()`, `shutdown()`, `destroy()`. */
  | 'localShutdown'
  /** This side: `abort()`, or `destroy()` with something undelivered. */
  | 'localAbort'
  /** The peer, gracefully. */
  | 'peerShutdown'
  /** The peer, by an ABORT chunk. */
  | 'peerAbort'
  /** Nobody: no path to the peer worked any more. */
  | 'pathLoss'
  /** The peer's host answered that nothing listens there. */
  | 'refused'
  /** Nobody answered the attempts to connect; or the peer did not let a shutdown finish. */
  | 'timeout'
  /** The stack or its socket failed. */
  | 'failure';
