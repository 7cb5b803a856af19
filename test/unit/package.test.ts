import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';

import * as netSCTP from '../../lib/index';

const root = path.resolve(__dirname, '../../..');
const names = Object.keys(netSCTP).sort();

describe('the package', function () {
  this.timeout(30_000);

  let consumer: string;

  before(() => {
    consumer = fs.mkdtempSync(path.join(os.tmpdir(), 'net-sctp-consumer-'));
    fs.mkdirSync(path.join(consumer, 'node_modules'));
    fs.symlinkSync(root, path.join(consumer, 'node_modules/net-sctp'));
  });

  after(() => fs.rmSync(consumer, { recursive: true }));

  it('can be imported, each export by its name', () => {
    const source = `
      import { ${names.join(', ')} } from 'net-sctp';
      process.stdout.write(JSON.stringify([${names.join(', ')}].map((one) => typeof one)));`;
    const types = names.map((name) => typeof netSCTP[name as keyof typeof netSCTP]);
    expect(run('consumer.mjs', source)).to.deep.equal(types);
  });

  it('can be required', () => {
    const source = `
      const netSCTP = require('net-sctp');
      process.stdout.write(JSON.stringify(Object.keys(netSCTP).sort()));`;
    expect(run('consumer.cjs', source)).to.deep.equal(names);
  });

  it('is one instance, however it is loaded', () => {
    const source = `
      import { createRequire } from 'node:module';
      import { SCTPSocket } from 'net-sctp';
      const required = createRequire(import.meta.url)('net-sctp');
      process.stdout.write(JSON.stringify(SCTPSocket === required.SCTPSocket));`;
    expect(run('both.mjs', source)).to.equal(true);
  });

  it('can be loaded without its addon, and says what is missing', () => {
    const source = `
      const { connectSCTP, getSCTPCapabilities, isSCTPSupported } = require('net-sctp');
      const { reason, remedy } = getSCTPCapabilities('kernel');
      let code;
      try {
        connectSCTP(3868);
      } catch (error) {
        code = error.code;
      }
      process.stdout.write(JSON.stringify({ supported: isSCTPSupported(), code, reason, remedy }));`;
    const broken = path.join(consumer, 'broken.node');
    fs.writeFileSync(broken, 'no addon');
    const seen = run('consumer.cjs', source, {
      SCTP_NATIVE_PATH: broken,
    }) as netSCTP.SCTPCapabilities;
    expect(seen).to.include({ supported: false, code: 'ERR_SCTP_UNSUPPORTED' });
    expect(seen.reason).to.include(broken);
    expect(seen.remedy).to.be.a('string');
  });

  /** The JSON that a module of the consumer's writes. */
  function run(name: string, source: string, env: NodeJS.ProcessEnv = {}): unknown {
    const file = path.join(consumer, name);
    fs.writeFileSync(file, source);
    const options = { encoding: 'utf8' as const, env: { ...process.env, ...env } };
    return JSON.parse(execFileSync(process.execPath, [file], options)) as unknown;
  }
});
