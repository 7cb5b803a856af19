// Measures what it costs to lose the primary path amid a transfer: `npm run failover`.

import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import type { SCTPEngine, SCTPOptionSettings } from '../../lib/index';
import { Host, Link, stopHosts } from '../helpers/namespaces';
import { type Pace, tick } from '../lab/network/pace';
import { Program } from '../lab/network/remote';

/** Messages as signalling has them, on a line that they fill. */
const traffic = { streams: 4, lengths: [1000] };
const line = 'netem rate 10mbit delay 5ms limit 200';

const addresses = { a: ['198.51.100.1', '203.0.113.1'], z: ['198.51.100.2', '203.0.113.2'] };
const encapsulationPort = 9899;

/** Of each side, before the cut and once it is over. */
const MESSAGES_BEFORE = 2000;
const MESSAGES_AFTER = 3000;

const settings: Record<string, Partial<SCTPOptionSettings>> = {
  default: {},
  tuned: {
    rtoInfo: { initial: 200, min: 100, max: 400 },
    delayedSack: { delay: 20, frequency: 2 },
    peerAddressParameters: { heartbeatInterval: 500, pathMaxRetransmits: 2 },
  },
};

/** What one run has shown; times are in milliseconds from the cut. */
interface Run {
  engine: SCTPEngine;
  settings: string;
  /** The longest time without an arrival from the cut on, and when it began. */
  pause: number;
  pauseSince: number;
  /** Until `peerAddressChange` told the sender that the path is unreachable. */
  unreachable: number;
  sent: number;
  received: number;
  /** What was wrong with them: not once, or not in order. */
  faults: string[];
  /** Bytes that arrived in each tick. */
  ticks: number[];
  tick: number;
  ticksSince: number;
}

async function run(engine: SCTPEngine, name: string): Promise<Run> {
  const [a, z] = await Promise.all([Host.start(), Host.start()]);
  const ends = (subnet: string) =>
    [
      { host: a, addresses: [`${subnet}.1/24`] },
      { host: z, addresses: [`${subnet}.2/24`] },
    ] as const;
  const [primary] = await Promise.all([
    Link.lay('path1', ends('198.51.100'), line),
    Link.lay('path2', ends('203.0.113'), line),
  ]);
  const env = { SCTP_UDP_PORT: String(encapsulationPort) };
  const programs = [new Program(a, env), new Program(z, env)] as const;
  const [sender, receiver] = [programs[0].side, programs[1].side];

  const options = settings[name]!;
  const port = await receiver.listen({ engine, options }, { localAddresses: addresses.z });
  const paths = { localAddresses: addresses.a, remoteAddresses: addresses.z };
  await sender.connect({ engine, port, options, ...paths });
  await Promise.all([sender.ready(), receiver.ready()]);

  await receiver.read(traffic);
  await sender.flood(traffic);
  await receiver.came(MESSAGES_BEFORE);
  await receiver.pace();
  primary.silence();
  const cut = Date.now();
  await sender.hears('peerAddressChange', 'unreachable', addresses.z[0]);
  const unreachable = Date.now() - cut;
  await receiver.cameMore(100);
  const { pause, pauseSince }: Pace = await receiver.pace();
  await receiver.cameMore(MESSAGES_AFTER);
  const sent = await sender.stop();
  await receiver.came(sent);
  const { count: received, faults } = await receiver.arrivals();
  const { ticks, since }: Pace = await receiver.pace();

  await Promise.all(programs.map((program) => program.end()));
  await stopHosts();
  return {
    ...{ engine, settings: name, unreachable, sent, received, faults, pause, ticks, tick },
    ...{ pauseSince: pauseSince - cut, ticksSince: since - cut },
  };
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      engine: { type: 'string', multiple: true, default: ['kernel', 'userspace'] },
      runs: { type: 'string', default: '5' },
      settings: { type: 'string', multiple: true, default: Object.keys(settings) },
    },
  });
  const runs: Run[] = [];
  for (const name of values.settings) {
    for (let round = 0; round < Number(values.runs); round++) {
      for (const engine of values.engine as SCTPEngine[]) {
        const one = await run(engine, name);
        const { pause, unreachable, sent, received, faults } = one;
        const told = `pause ${pause} ms, unreachable after ${unreachable} ms`;
        const counts = `${received} of ${sent} messages, ${faults.length} faults`;
        process.stdout.write(`${engine}, ${name} options: ${told}, ${counts}\n`);
        runs.push(one);
        // Each time, for a whole series takes a while.
        writeFileSync(positionals[0]!, JSON.stringify({ settings, traffic, line, runs }));
      }
    }
  }
}

void main().then(
  () => process.exit(),
  (error: Error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
