import type { SCTPOptionSettings } from '../../lib/index';

/** Looks at its paths often, so that they are soon confirmed. */
export const watchful = {
  rtoInfo: { initial: 100, min: 100, max: 100 },
  peerAddressParameters: { heartbeatInterval: 10, pathMaxRetransmits: 5 },
} satisfies Partial<SCTPOptionSettings>;
