import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';

import { runPerformance } from '../helpers/performance';

describe('the performance report', function () {
  this.timeout(30_000);

  let folder: string;

  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'net-sctp-report-'))));
  after(() => fs.rmSync(folder, { recursive: true }));

  it('tells how many times as fast one is as the other, by the medians of their rounds', async () => {
    const runs = [1, 2, 3].flatMap((round) => [
      run({ round, pair: 'cpp-kernel', elapsed_s: 1 }),
      run({ round, pair: 'node-kernel', elapsed_s: 1 + round }),
    ]);
    expect(await report(runs)).to.match(/^\| messages of 64 B \| 0\.33 \(0\.25 to 0\.50\) \|/m);
  });

  it('tells no time of the kernel lab', async () => {
    expect(await report([run({ place: 'lab' })])).not.to.include('thousands/s');
    expect(await report([run({ place: 'native' })])).to.include('thousands/s');
  });

  const refused = [
    {
      what: 'one side is of the kernel lab, and the other is not',
      runs: [run({ place: 'lab', pair: 'node-kernel' }), run({ pair: 'node-userspace' })],
      why: /the kernel lab, the other is not/,
    },
    {
      what: 'the sides wait, in the kernel lab',
      runs: inLab({ case: 'round trips of 256 B', mode: 'rtt', size: 256 }),
      why: /waits, timers and looks at the clock/,
    },
    {
      what: 'messages are large, in the kernel lab',
      runs: inLab({ case: '64 KiB', mode: 'throughput', size: 65_531 }),
      why: /pages of large messages/,
    },
  ];
  for (const { what, runs, why } of refused) {
    it(`has a reason in the place of a ratio where ${what}`, async () => {
      const text = await report(runs);
      expect(text).to.match(/^\| [^|]+ \|( [^|]* \|)* \(a\) \|/m);
      expect(text)
        .to.match(/^- \(a\) means nothing: /m)
        .and.to.match(why);
      expect(text).not.to.match(/\| \d+\.\d\d /);
    });
  }

  it('leaves out what the kernel had dropped data in, and says so', async () => {
    const text = await report([
      run({ pair: 'cpp-kernel' }),
      run({ pair: 'node-kernel', trouble: ['SctpInDataChunkDiscards'] }),
    ]);
    expect(text).to.match(/^\| messages of 64 B \| {2}\|/m);
    expect(text).to.include('- messages of 64 B, node-kernel: 1 of 1, SctpInDataChunkDiscards');
  });

  async function report(runs: unknown[]): Promise<string> {
    const file = path.join(folder, 'runs.json');
    fs.writeFileSync(file, JSON.stringify({ runs }));
    const { status, stdout, stderr } = await runPerformance(file);
    expect(status, stderr).to.equal(0);
    return stdout;
  }
});

function inLab(perfCase: object): unknown[] {
  return ['cpp-kernel', 'node-kernel'].map((pair) => run({ place: 'lab', pair, ...perfCase }));
}

/** A run of a second, with what it is told otherwise. */
function run({ elapsed_s = 1, ...context }: Record<string, unknown>): unknown {
  return {
    place: 'native',
    round: 1,
    case: 'messages of 64 B',
    mode: 'messages',
    size: 64,
    pair: 'cpp-kernel',
    trouble: [],
    server: { cpu_s: 1 },
    client: { cpu_s: 1, iterations: 1000, elapsed_s, rtt_us_avg: 1, throughput_mbps: 1 },
    ...context,
  };
}
