import { readFileSync, writeFileSync } from 'node:fs';

import { after, afterEach, before, beforeEach, describe } from 'mocha';

import type {
  SCTPConnectOptions,
  SCTPOptionSettings,
  SCTPServer,
  SCTPSocket,
} from '../../../lib/index';
import { brisk } from '../../helpers/brisk';
import type { Engines } from '../../helpers/engines';
import { event } from '../../helpers/events';
import { ip } from '../../helpers/network';
import { closeEverything, opened, rememberOpen } from '../../helpers/opened';
import { connecting, listeningServer, type Pair, type PairOptions } from '../../helpers/pair';
import { skipBecause } from '../../helpers/tally';

/** The kernel has one UDP port, RFC 6951's; the userspace engine takes free ones. */
const kernelsUdpPort = 9899;
const usualTrain = 65_535;
const sysctl = '/proc/sys/net/sctp/udp_port';

/** A suite for either engine as the client of the other, over UDP. Pending where that cannot be. */
export function forEachMeeting(title: string, suite: (engines: Engines) => void): void {
  describe(title, () => {
    let usual: string | undefined;

    before(function () {
      if (process.getuid?.() !== 0) skipBecause(this, "setting the kernel's UDP port needs root");
      usual = readFileSync(sysctl, 'latin1');
      writeFileSync(sysctl, String(kernelsUdpPort));
      limitTrains(1);
    });
    after(() => {
      if (usual === undefined) return;
      writeFileSync(sysctl, usual);
      limitTrains(usualTrain);
    });
    beforeEach(rememberOpen);
    afterEach(closeEverything);

    const meetings: Engines[] = [
      { a: 'kernel', z: 'userspace' },
      { a: 'userspace', z: 'kernel' },
    ];
    for (const engines of meetings) {
      describe(`a client on ${engines.a}, a server on ${engines.z}`, () => suite(engines));
    }
  });
}

/**
 * How many packets at once the loopback takes from UDP_SEGMENT: Linux 6.1 panics of more than one
 * where they are SCTP's and the kernel is to take them.
 */
function limitTrains(packets: number): void {
  ip('link', 'set', 'lo', 'gso_max_segs', String(packets));
}

/** One association between the two engines, "A" who has connected and "Z" of the server. */
export async function meet(
  engines: Engines,
  { server: serverOptions, listen, client }: PairOptions = {},
): Promise<Pair> {
  const server = await listeningServer(engines.z, withBrisk(serverOptions), listen);
  const a = approaching(server, engines, withBrisk(client));
  const [z] = await Promise.all([event(server, 'connection'), event(a, 'connect')]);
  return { server, a, z: opened(z) };
}

function withBrisk(settings: { options?: Partial<SCTPOptionSettings> } = {}) {
  return { ...settings, options: { ...brisk, ...settings.options } };
}

/** A socket that connects to a server of the other engine. */
export function approaching(
  server: SCTPServer,
  { a: engine, z }: Engines,
  options: Partial<SCTPConnectOptions> = {},
): SCTPSocket {
  const remotePort =
    z === 'kernel' ? kernelsUdpPort : server.getOption('localUdpEncapsulationPort');
  return connecting(server, { engine, udpEncapsulation: { remotePort }, ...options });
}
