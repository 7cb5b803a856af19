import { expect } from 'chai';
import { before, describe, it } from 'mocha';

import { type Report, runPerformance } from '../helpers/performance';

const peers = ['cpp-userspace', 'node-userspace', 'endpoint-userspace', 'stock', 'net', 'dgram'];
const severalAtOnce = ['cpp-userspace', 'net', 'node-userspace', 'stock'];

describe('the performance programs', function () {
  this.timeout(120_000);
  this.slow(60_000);

  let report: Report;

  before(async () => {
    report = await runPerformance('--quick', '--engine', 'userspace');
    expect(report.status, report.stderr).to.equal(0);
  });

  for (const mode of ['messages', 'throughput', 'rtt', 'latency']) {
    it(`run ${mode} on every transport`, () => {
      const pairs = report.runs.filter((run) => run.mode === mode).map(({ pair }) => pair);
      expect(pairs).to.include.members(peers);
    });
  }

  it('have many associations at once where the transport has associations', () => {
    const runs = report.runs.filter(({ mode }) => mode === 'associations');
    expect(runs.map(({ pair }) => pair).sort()).to.deep.equal(severalAtOnce);
    for (const { client } of runs) expect(client['iterations']).to.equal(100);
  });

  it('tell percentiles in their order, and lose no message of a reliable transport', () => {
    for (const { pair, client } of report.runs.filter(({ mode }) => mode === 'latency')) {
      const percentiles = ['p50_us', 'p90_us', 'p99_us', 'p999_us'].map((name) => client[name]);
      expect(percentiles, pair).to.deep.equal(percentiles.toSorted((a, b) => +a! - +b!));
      if (pair !== 'dgram') expect(client['lost'], pair).to.equal(0);
    }
  });

  it("write the Go fork's columns, a row for each run", () => {
    const [head, ...rows] = report.csv;
    expect(head).to.equal(
      'mode,server_lang,client_lang,iterations,payload_size,elapsed_s,rtt_us_avg,throughput_mbps',
    );
    expect(rows).to.have.lengthOf(report.runs.length);
    for (const row of rows) {
      expect(row).to.match(/^\w+(,[\w-]+){2}(,\d+){2},\d+\.\d+,\d+(\.\d+)?,\d+(\.\d+)?$/);
    }
    expect(rows.some((row) => row.startsWith('rtt,cpp-userspace,node-userspace,500,256,'))).to.be
      .true;
  });
});
