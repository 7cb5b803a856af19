// Options with which a path is given up in about half a second: with Linux's own, which suit the
// Internet, it takes most of a minute.

export const eager = {
  rtoInfo: { initial: 200, min: 100, max: 400 },
  // Shorter than the shortest RTO: else each lone message times out before it is acknowledged.
  delayedSack: { delay: 20, frequency: 2 },
  peerAddressParameters: { heartbeatInterval: 300, pathMaxRetransmits: 2 },
};
