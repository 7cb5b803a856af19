import { spawnSync } from 'node:child_process';

import { expect } from 'chai';
import { describe, it } from 'mocha';

import { isSCTPSupported } from '../../lib/index';
import { runPerformance } from '../helpers/performance';
import { skipBecause } from '../helpers/tally';

describe('the performance programs of the kernel engine', function () {
  this.timeout(120_000);
  this.slow(60_000);

  it('run in the kernel lab, which tells ratios of one-way modes alone', async function () {
    if (isSCTPSupported('kernel')) skipBecause(this, 'the kernel has SCTP');
    if (spawnSync('cmake', ['--version']).status !== 0) skipBecause(this, 'no cmake');
    const args = ['--quick', '--engine', 'kernel', '--pair', 'node-kernel'];
    const { status, stdout, stderr, runs } = await runPerformance(...args);
    expect(status, stderr).to.equal(0);
    const modes = new Set(runs.map(({ mode }) => mode));
    expect([...modes]).to.include.members(['messages', 'throughput', 'rtt', 'associations']);
    expect(stdout).not.to.match(/thousands\/s|Mbit\/s|µs/);
  });
});
