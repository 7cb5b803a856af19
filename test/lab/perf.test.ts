import { expect } from 'chai';
import { describe, it } from 'mocha';

import { runPerformance } from '../helpers/performance';

describe('the performance programs of the kernel engine', function () {
  this.timeout(120_000);
  this.slow(60_000);

  it('run in the kernel lab, which tells ratios of one-way modes alone', async () => {
    const args = ['--quick', '--engine', 'kernel', '--pair', 'node-kernel'];
    const { status, stdout, stderr, runs } = await runPerformance(...args);
    expect(status, stderr).to.equal(0);
    const modes = new Set(runs.map(({ mode }) => mode));
    expect([...modes]).to.include.members(['messages', 'throughput', 'rtt', 'associations']);
    expect(stdout).not.to.match(/thousands\/s|Mbit\/s|µs/);
  });
});
