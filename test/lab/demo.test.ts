import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { expect } from 'chai';
import { describe, it } from 'mocha';

import { isSCTPSupported } from '../../lib/index';
import { skipBecause } from '../helpers/tally';

const root = path.resolve(__dirname, '../../..');

describe('the demo', function () {
  this.timeout(120_000);
  this.slow(60_000);

  it('loses a path and no message', function () {
    const { status, stdout } = demo();
    expect(status).to.equal(0);
    expect(stdout).to.match(/engine +the kernel's SCTP, Linux \d/);
    expect(stdout).to.match(/stream 1 +PPID 60 +NG Setup Request/);
    if (stdout.includes('no path can be cut')) skipBecause(this, 'an unprivileged network');
    expect(stdout).to.match(/client +hears that 10\.0\.1\.2 is unreachable/);
    expect(stdout).to.match(/result +1000 sent, 0 lost, 0 out of order/);
    expect(stdout).to.match(/server +has echoed 1004 messages; ended by: peerShutdown/);
  });

  it('says what to install where there is neither SCTP nor the lab', function () {
    if (isSCTPSupported('kernel')) skipBecause(this, 'the kernel has SCTP');
    const bin = fs.mkdtempSync(path.join(os.tmpdir(), 'net-sctp-demo-'));
    try {
      fs.symlinkSync(process.execPath, path.join(bin, 'node'));
      const { status, stdout } = demo({ PATH: bin });
      expect(status).to.equal(1);
      expect(stdout).to.match(/As root: apt-get install .*user-mode-linux kmod iproute2$/m);
    } finally {
      fs.rmSync(bin, { recursive: true });
    }
  });
});

function demo(env: NodeJS.ProcessEnv = {}): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [path.join(root, 'scripts/demo.mjs')], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
}
