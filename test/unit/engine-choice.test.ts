import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';

import type { EngineReport } from '../../typings/addon';
import { runScript } from '../helpers/child';

const { EACCES, EAFNOSUPPORT, EMFILE, EPERM, EPROTONOSUPPORT } = os.constants.errno;
const ESOCKTNOSUPPORT = 94; // Node does not name it.

type Reports = readonly EngineReport[];

const kernel = (errno: number): EngineReport => ({
  name: 'kernel',
  status: -errno,
  syscall: errno === 0 ? '' : 'socket',
});
const userspace = (errno: number): EngineReport => ({ ...kernel(errno), name: 'userspace' });

interface Seen {
  /** What of an endpoint, or of the error where there was none, can be told as JSON. */
  endpoints: { engine?: string; code?: string; message?: string; hint?: string }[];
  capabilities: { engine: string; available: boolean; chosenBecause?: string };
  debugLines: string[];
  /** What `sctp.engine.choice` told. */
  told: { engine: string; selection: string; because: string }[];
}

describe("engine 'auto'", function () {
  this.timeout(20_000);

  let folder: string;

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'net-sctp-addon-'));
    const addon = `
      const probes = JSON.parse(process.env.FAKE_REPORTS);
      exports.engines = () => (probes.length > 1 ? probes.shift() : probes[0]);`;
    fs.writeFileSync(path.join(folder, 'addon.cjs'), addon);
  });

  after(() => fs.rmSync(folder, { recursive: true }));

  /** Makes endpoints over an addon whose engines report so, one answer a question. */
  async function choose(
    probes: readonly Reports[],
    { env = {}, selections = ['auto'] }: { env?: NodeJS.ProcessEnv; selections?: string[] } = {},
  ): Promise<Seen> {
    const script = `
      const { createSCTPServer, getSCTPCapabilities } = require('net-sctp');
      const told = [];
      require('node:diagnostics_channel').subscribe('sctp.engine.choice', (choice) => {
        told.push(choice);
      });
      const endpoints = ${JSON.stringify(selections)}.map((engine) => {
        try {
          return { engine: createSCTPServer({ engine }).engine };
        } catch ({ code, message, hint, engine }) {
          return { code, message, hint, engine };
        }
      });
      process.stdout.write(JSON.stringify({ endpoints, told, capabilities: getSCTPCapabilities() }));`;
    const { status, stdout, stderr } = await runScript(script, {
      env: {
        SCTP_ENGINE: undefined,
        SCTP_NATIVE_PATH: path.join(folder, 'addon.cjs'),
        FAKE_REPORTS: JSON.stringify(probes),
        NODE_DEBUG: 'sctp',
        ...env,
      },
    });
    expect(status, stderr).to.equal(0);
    const debugLines = stderr
      .split('\n')
      .flatMap((line) => /^SCTP \d+: (.*)$/.exec(line)?.[1] ?? []);
    return { ...(JSON.parse(stdout) as Omit<Seen, 'debugLines'>), debugLines };
  }

  it('takes the kernel where it has SCTP', async () => {
    const { endpoints, capabilities, debugLines, told } = await choose([[kernel(0), userspace(0)]]);
    expect(endpoints).to.deep.equal([{ engine: 'kernel' }]);
    const because = 'the kernel has SCTP';
    expect(told).to.deep.equal([{ engine: 'kernel', selection: 'auto', because }]);
    expect(capabilities).to.include({ engine: 'kernel', chosenBecause: 'the kernel has SCTP' });
    expect(debugLines).to.deep.equal(['engine kernel: the kernel has SCTP']);
  });

  for (const [name, errno] of Object.entries({ EPROTONOSUPPORT, ESOCKTNOSUPPORT, EAFNOSUPPORT })) {
    it(`takes userspace where socket() says ${name}, and says so`, async () => {
      const seen = await choose([[kernel(errno), userspace(0)]]);
      expect(seen.endpoints).to.deep.equal([{ engine: 'userspace' }]);
      const { engine, available, chosenBecause } = seen.capabilities;
      expect({ engine, available }).to.deep.equal({ engine: 'userspace', available: true });
      expect(chosenBecause).to.match(new RegExp(`^the kernel has no SCTP \\(socket ${name}: `));
      expect(seen.debugLines).to.deep.equal([`engine userspace: ${chosenBecause}`]);
    });
  }

  it('takes userspace where the addon was built without the kernel engine', async () => {
    const { endpoints } = await choose([[userspace(0)]]);
    expect(endpoints).to.deep.equal([{ engine: 'userspace' }]);
  });

  for (const [name, errno] of Object.entries({ EPERM, EACCES, EMFILE })) {
    it(`stays with the kernel where socket() says ${name}, and names the way out`, async () => {
      const { endpoints, capabilities, debugLines } = await choose([[kernel(errno), userspace(0)]]);
      const [error] = endpoints;
      expect(error).to.include({ code: 'ERR_SCTP_UNSUPPORTED', engine: 'kernel' });
      expect(error!.message).to.include(`socket ${name}: `);
      expect(error!.hint).to.include('SCTP_ENGINE=userspace');
      expect(capabilities).to.include({ engine: 'kernel', available: false });
      expect(debugLines).to.deep.equal([]);
    });
  }

  it('names both reasons and both remedies where there is neither', async () => {
    const { endpoints, capabilities } = await choose([[kernel(EPROTONOSUPPORT)]]);
    const [error] = endpoints;
    expect(error!.code).to.equal('ERR_SCTP_UNSUPPORTED');
    expect(error!.engine).to.equal(undefined);
    expect(error!.message).to.match(
      /'kernel' \(socket EPROTONOSUPPORT: .*'userspace' \(this build/,
    );
    expect(error!.hint).to.include('modprobe sctp').and.to.include('npm rebuild net-sctp');
    expect(capabilities).to.include({ engine: 'kernel', available: false });
    expect(capabilities).not.to.have.property('chosenBecause');
  });

  it('is replaced by SCTP_ENGINE, and not by an engine that is not there', async () => {
    const env = { SCTP_ENGINE: 'userspace' };
    const chosen = await choose([[kernel(0), userspace(0)]], { env });
    expect(chosen.endpoints).to.deep.equal([{ engine: 'userspace' }]);
    expect(chosen.debugLines).to.deep.equal(['engine userspace: SCTP_ENGINE names it']);
    const failed = await choose([[kernel(0), userspace(EPERM)]], { env });
    expect(failed.endpoints[0]).to.include({ code: 'ERR_SCTP_UNSUPPORTED', engine: 'userspace' });
  });

  it('does not replace an engine that is asked for', async () => {
    const env = { SCTP_ENGINE: 'kernel' };
    const probes = [[kernel(0), userspace(0)]];
    const { endpoints } = await choose(probes, { env, selections: ['userspace'] });
    expect(endpoints).to.deep.equal([{ engine: 'userspace' }]);
  });

  it('stands once it is made, though a module is loaded later', async () => {
    const probes = [
      [kernel(EPROTONOSUPPORT), userspace(0)],
      [kernel(0), userspace(0)],
    ];
    const { endpoints, capabilities, debugLines } = await choose(probes, {
      selections: ['auto', 'auto', 'auto'],
    });
    expect(endpoints.map(({ engine }) => engine)).to.deep.equal(Array(3).fill('userspace'));
    expect(capabilities).to.include({ engine: 'userspace' });
    expect(capabilities.chosenBecause).to.include('the kernel has no SCTP');
    expect(debugLines).to.have.length(1);
  });

  it('is asked anew after an error', async () => {
    const probes = [[kernel(EMFILE)], [kernel(0)]];
    const { endpoints } = await choose(probes, { selections: ['auto', 'auto'] });
    expect(endpoints[0]).to.include({ code: 'ERR_SCTP_UNSUPPORTED' });
    expect(endpoints[1]).to.deep.equal({ engine: 'kernel' });
  });
});
