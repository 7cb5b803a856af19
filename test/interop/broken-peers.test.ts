import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';

import { getSCTPCapabilities } from '../../lib/index';
import { skipBecause } from '../helpers/tally';

interface Peer {
  prefix: string;
  engine: string;
  server: string[];
  client: string[];
  env?: NodeJS.ProcessEnv;
}
interface Case {
  name: string;
  relay?: object;
}
interface Ended {
  outcome: string;
  reason?: string;
}
interface Row {
  id: string;
  server: string;
  client: string;
  case: string;
  exchanged: string;
  run: (context: unknown) => Promise<void>;
}
interface Table {
  title: string;
  rows: Row[];
}
interface EndedTable {
  title: string;
  rows: Ended[];
}

/** What of interop/matrix/ is used here. */
interface Matrix {
  cases: Case[];
  peers: Record<string, Peer>;
  play: (context: unknown, server: Peer, client: Peer, played: Case) => Promise<void>;
  runTables: (tables: Table[], settings: object) => Promise<EndedTable[]>;
  hasPassed: (tables: EndedTable[]) => boolean;
  summary: (tables: EndedTable[]) => string;
}

const root = path.resolve(__dirname, '../../..');
const patienceMs = 20_000; // of a row that has its own reason to fail

const hosts = { host: '127.0.0.1' };

/** Peers are told apart by what is wrong with them. */
const brokenPeer = (how: string): Peer => {
  const command = [process.execPath, path.join(__dirname, 'broken.js'), how];
  return { prefix: 'NODE', engine: 'userspace', server: command, client: command };
};

describe('the interop matrix', function () {
  this.timeout(60_000);
  this.slow(10_000);

  let matrix: Matrix;
  let good: Peer;
  let logDir: string;

  before(async function () {
    const { available, reason } = getSCTPCapabilities('userspace');
    if (!available) skipBecause(this, reason!);
    matrix = await loadMatrix();
    good = matrix.peers['node-userspace']!;
    logDir = mkdtempSync(path.join(tmpdir(), 'net-sctp-broken-'));
  });
  after(() => {
    if (logDir !== undefined) rmSync(logDir, { recursive: true });
  });

  /** The outcome of a row with these peers; a row of good ones follows it, and passes. */
  async function outcomeOf(
    server: Peer,
    client: Peer,
    name: string,
    { timeLimitMs = patienceMs, ...changes }: Partial<Case> & { timeLimitMs?: number } = {},
  ): Promise<string> {
    const played = { ...caseOf(name), ...changes };
    const row = { server: 'a server', client: 'a client', case: name, exchanged: 'something' };
    const rows: Row[] = [
      { ...row, id: 'broken', run: (context) => matrix.play(context, server, client, played) },
      { ...row, id: 'good', run: (context) => matrix.play(context, good, good, caseOf(name)) },
    ];
    const settings = { hosts, logDir, timeLimitMs, tell: () => undefined };
    const tables = await matrix.runTables([{ title: 'both', rows }], settings);
    const [broken, sound] = tables[0]!.rows;
    expect(sound).to.include({ outcome: 'passed' });
    expect(broken).to.include({ outcome: 'failed' });
    expect(matrix.hasPassed(tables)).to.equal(false);
    expect(matrix.summary(tables))
      .to.include(broken!.reason)
      .and.match(/interop matrix FAILED\n$/);
    return broken!.reason!;
  }

  function caseOf(name: string): Case {
    return matrix.cases.find((one) => one.name === name)!;
  }

  it('fails a peer that changes the PPID, and says which it was', async () => {
    const reason = await outcomeOf(brokenPeer('wrongPpid'), good, 'echo');
    expect(reason).to.match(/^client: received, stream 3: .*"ppid":"47".* in place of .*"46"/);
  });

  it('fails peers of which one has PPIDs in host byte order', async () => {
    const raw = { ...good, env: { ...good.env, PPID_BYTE_ORDER: 'host' } };
    const reason = await outcomeOf(raw, good, 'echo');
    expect(reason).to.match(/^server: received, stream 3: .*"ppid":"771751936".* in place of /);
  });

  it('fails a server that is silent', async () => {
    const reason = await outcomeOf(brokenPeer('silent'), good, 'echo');
    expect(reason).to.match(/^client: ended with status 1: .*connect ETIMEDOUT/);
  });

  it('fails a client that is silent, with what was said last', async () => {
    const reason = await outcomeOf(good, brokenPeer('silentClient'), 'echo', {
      timeLimitMs: 4000,
    });
    expect(reason).to.match(/^not done within 4000 ms; server: last: .*NODE_SERVER_UP/);
  });

  for (const time of ['once', 'twice', 'thrice']) {
    it(`fails a server that aborts at a random moment (${time})`, async () => {
      const reason = await outcomeOf(brokenPeer('abrupt'), good, 'many');
      expect(reason).to.match(/^client: ended with status 1: .*aborted/);
    });
  }

  it('fails a server that floods', async () => {
    const reason = await outcomeOf(brokenPeer('flooding'), good, 'many');
    expect(reason).to.match(/^client: (received: number of|ended .* shutdown ETIMEDOUT)/);
  });

  it('fails a program that says too much, before it has said it all', async () => {
    const reason = await outcomeOf(brokenPeer('babbling'), good, 'echo');
    expect(reason).to.match(/^server: no line .* in \d+ bytes of output, which go on/);
  });

  it('fails a server that leaves a process behind, and does not wait for that', async () => {
    const reason = await outcomeOf(brokenPeer('haunting'), good, 'echo', { timeLimitMs: 3000 });
    expect(reason).to.match(/^not done within 3000 ms; server: last: it said nothing/);
  });

  it('fails a server whose notification is cut off', async () => {
    const reason = await outcomeOf(brokenPeer('mumbling'), good, 'echo');
    expect(reason).to.match(/^server: ended within a line: .*associationChange sta$/);
  });

  it('fails peers whose packets are cut short between them', async () => {
    const change = (packet: Buffer): Buffer => packet.subarray(0, -4);
    const reason = await outcomeOf(good, good, 'echo', { relay: { change } });
    expect(reason).to.match(/^client: ended with status 1: .*connect ETIMEDOUT/);
  });

  it('fails a program that is not there, and one that does not start to serve', async () => {
    const absent = { ...good, server: ['/nowhere/server'] };
    expect(await outcomeOf(absent, good, 'echo')).to.match(/^server: .* it did not start/);
    const reason = await outcomeOf(brokenPeer('absent'), good, 'echo');
    expect(reason).to.match(/^server: no line .* ended with status 3/);
  });
});

async function loadMatrix(): Promise<Matrix> {
  const files = ['cases', 'pairs', 'peers', 'report', 'tables'];
  const modules = await Promise.all(
    files.map(async (name) => {
      const file = path.join(root, 'interop/matrix', `${name}.mjs`);
      return (await import(pathToFileURL(file).href)) as Partial<Matrix>;
    }),
  );
  return modules.reduce((all, one) => ({ ...all, ...one })) as Matrix;
}
