// A CommonJS module under module resolution nodenext.

import netSCTP = require('net-sctp');

const socket: netSCTP.SCTPSocket = netSCTP.connectSCTP(3868);
export = socket;
