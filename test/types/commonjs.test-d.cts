// A CommonJS module under module resolution nodenext.

// eslint-disable-next-line @typescript-eslint/no-require-imports -- the law is that it compiles
import netSCTP = require('net-sctp');

const socket: netSCTP.SCTPSocket = netSCTP.connectSCTP(3868);
export = socket;
