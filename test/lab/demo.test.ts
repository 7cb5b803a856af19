import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { expect } from 'chai';
import { describe, it } from 'mocha';

import { getSCTPCapabilities, isSCTPSupported, type SCTPEngine } from '../../lib/index';
import { skipBecause } from '../helpers/tally';

const root = path.resolve(__dirname, '../../..');

describe('the demo', function () {
  this.timeout(120_000);
  this.slow(60_000);

  it('loses a path and no message of the kernel', function () {
    const { status, stdout } = demo('kernel');
    expect(status).to.equal(0);
    expect(stdout).to.match(/engine +the kernel's SCTP, Linux \d/);
    if (stdout.includes('no path can be cut')) skipBecause(this, 'an unprivileged network');
    expectToSurvive(stdout, /10\.0\.1\.2/);
  });

  it('loses a path and no message over UDP, by relays', function () {
    const { available, reason } = getSCTPCapabilities('userspace');
    if (!available) skipBecause(this, reason!);
    const { status, stdout, stderr } = demo('userspace');
    expect(status, stderr).to.equal(0);
    expect(stdout).to.match(/engine +userspace, SCTP over UDP: it was asked for/);
    expectToSurvive(stdout, /127\.0\.1\.2/);
  });

  it('says what to install where there is neither SCTP nor the lab', function () {
    if (isSCTPSupported('kernel')) skipBecause(this, 'the kernel has SCTP');
    const bin = fs.mkdtempSync(path.join(os.tmpdir(), 'net-sctp-demo-'));
    try {
      fs.symlinkSync(process.execPath, path.join(bin, 'node'));
      const { status, stdout } = demo('kernel', { PATH: bin });
      expect(status).to.equal(1);
      expect(stdout).to.match(/As root: apt-get install .*user-mode-linux kmod iproute2$/m);
    } finally {
      fs.rmSync(bin, { recursive: true });
    }
  });
});

function expectToSurvive(stdout: string, cut: RegExp): void {
  expect(stdout).to.match(/stream 1 +PPID 60 +NG Setup Request/);
  expect(stdout).to.match(new RegExp(`client +hears that ${cut.source} is unreachable`));
  expect(stdout).to.match(/result +1000 sent, 0 lost, 0 out of order/);
  expect(stdout).to.match(new RegExp(`client +hears that ${cut.source} is available`));
  expect(stdout).to.match(/server +has echoed 1004 messages; ended by: peerShutdown/);
}

function demo(engine: SCTPEngine, env: NodeJS.ProcessEnv = {}): SpawnSyncReturns<string> {
  const script = path.join(root, 'scripts/demo.mjs');
  return spawnSync(process.execPath, [script, '--engine', engine], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
}
