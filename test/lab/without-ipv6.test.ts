import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { expect } from 'chai';
import { describe, it } from 'mocha';

import { skipBecause } from '../helpers/tally';

const root = path.resolve(__dirname, '../../..');
const kernelLab = path.join(root, 'scripts/kernel-lab');

/** Prints the error of each engine, of a call to an address of IPv6. */
const errorsOfConnecting = `
  const { connectSCTP, isSCTPSupported } = require('net-sctp');
  for (const engine of ['kernel', 'userspace'].filter(isSCTPSupported)) {
    connectSCTP({ engine, host: '::1', port: 9 }).on('error', (error) => {
      console.log(JSON.stringify({ engine, ...error }));
    });
  }`;

describe('a host without IPv6', function () {
  this.timeout(60_000);
  this.slow(20_000);

  it('has EAFNOSUPPORT for its addresses, on either engine', async function () {
    const lab = [...['-r', '-a', 'ipv6.disable=1', '-t', '50'], process.execPath, '--eval'];
    const run = promisify(execFile)(kernelLab, [...lab, errorsOfConnecting], { cwd: root });
    const { stdout } = await run.catch((error: { stderr: string }) => {
      const obstacle = /^.*(?:install: |does not boot).*$/m.exec(error.stderr);
      if (obstacle) skipBecause(this, obstacle[0]);
      throw error;
    });
    const errors = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as NodeJS.ErrnoException & { engine: string });
    expect(errors.map(({ engine }) => engine)).to.include('kernel');
    for (const error of errors) {
      expect(error).to.include({
        code: 'EAFNOSUPPORT',
        hint: 'The host has no such address family enabled',
      });
    }
  });
});
