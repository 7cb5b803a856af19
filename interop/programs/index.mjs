// The second table: programs that none of us wrote, each against net-sctp.

import { rows as erlang } from './erlang.mjs';
import { rows as freeDiameter } from './freediameter.mjs';
import { rows as iperf3 } from './iperf3.mjs';
import { rows as lksctp } from './lksctp.mjs';
import { rows as ncat } from './ncat.mjs';
import { rows as netperfmeter } from './netperfmeter.mjs';
import { rows as osmoStp } from './osmo-stp.mjs';
import { rows as rtcweb } from './rtcweb.mjs';
import { rows as sctpTest } from './sctp_test.mjs';
import { rows as socat } from './socat.mjs';
import { rows as usrsctp } from './usrsctp.mjs';

export const programs = [
  ...sctpTest,
  ...lksctp,
  ...socat,
  ...ncat,
  ...iperf3,
  ...netperfmeter,
  ...erlang,
  ...osmoStp,
  ...freeDiameter,
  ...usrsctp,
  ...rtcweb,
];
