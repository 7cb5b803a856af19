import { debuglog } from 'node:util';

/** `NODE_DEBUG=sctp` prints what the package decides for itself: engines, peel-offs, drops. */
export const debug = debuglog('sctp');
