import { tryAddon } from './native';

/**
 * What became of the packets that came in by UDP, by number since the process began. Those that
 * are not shaped as the RFCs say go no further than the ingress, and get no answer.
 */
export interface SCTPIngressCounters {
  /** Given to the stack, which may still have refused it. */
  readonly taken: number;
  /** No chunk in it, not in words of four bytes, or more than IP carries. */
  readonly badSize: number;
  /** From or to what cannot be an end: multicast, broadcast, port 0. */
  readonly badAddress: number;
  /** CRC32C: not SCTP, or damaged. */
  readonly badChecksum: number;
  /** A verification tag that is not the association's, or none without an INIT. */
  readonly badTag: number;
  /** A chunk that runs past the packet, or is short of its own header. */
  readonly chunkLength: number;
  /** A chunk that is too short or too long for its type. */
  readonly chunkShape: number;
  /** INIT, INIT-ACK or SHUTDOWN-COMPLETE in one packet with others. */
  readonly chunkAlone: number;
  /** A parameter that runs past its chunk, or is short of its own header. */
  readonly parameterLength: number;
  /** A parameter that is too short or too long for its type. */
  readonly parameterShape: number;
  /** A cause of an ERROR or an ABORT that runs past its chunk, or is short of its own header. */
  readonly causeLength: number;
  /** More or fewer gap blocks than the chunk has room for. */
  readonly countMismatch: number;
  /** A COOKIE-ECHO that is not the first. */
  readonly outOfOrder: number;
  /** A report of a middle box, which could not have seen SCTP inside of UDP. */
  readonly middleBox: number;
  /** There was no memory for it. */
  readonly noMemory: number;
}

const none: SCTPIngressCounters = {
  taken: 0,
  badSize: 0,
  badAddress: 0,
  badChecksum: 0,
  badTag: 0,
  chunkLength: 0,
  chunkShape: 0,
  chunkAlone: 0,
  parameterLength: 0,
  parameterShape: 0,
  causeLength: 0,
  countMismatch: 0,
  outOfOrder: 0,
  middleBox: 0,
  noMemory: 0,
};

/**
 * How many packets the userspace engine has taken in and how many it has dropped, by the reason; of
 * the whole process, its workers included. All are 0 while that engine carries nothing: what
 * the kernel drops is in `/proc/net/sctp/snmp`.
 */
export function getSCTPIngressCounters(): SCTPIngressCounters {
  const addon = tryAddon();
  return addon instanceof Error ? none : { ...none, ...addon.ingressCounters() };
}
