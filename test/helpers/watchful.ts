import type { SCTPOptions } from '../../lib/index';

/** Looks at its paths often, so that they are soon confirmed. */
export const watchful = {
  rtoInfo: { initial: 100, min: 100, max: 100 },
  peerAddressParameters: {
    ...{ heartbeatInterval: 10, pathMaxRetransmits: 5, pathMtu: 0, sackDelay: 0 },
    ...{ flags: 1, ipv6FlowLabel: 0, dscp: 0 },
  },
} satisfies Partial<SCTPOptions>;
