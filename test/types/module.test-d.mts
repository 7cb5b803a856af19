// An ES module under module resolution nodenext.

import * as netSCTP from 'net-sctp';
import { connectSCTP } from 'net-sctp';

export const { createSCTPServer } = netSCTP;
export const socket: netSCTP.SCTPSocket = connectSCTP(3868);
