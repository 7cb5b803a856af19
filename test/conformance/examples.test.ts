import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

import { expect } from 'chai';
import { it } from 'mocha';

import { isSCTPSupported } from '../../lib/index';
import { forEachEngine } from '../helpers/engines';
import { skipHereBecause } from '../helpers/tally';
import { freeUdpPort } from '../helpers/udp';

const compiled = path.resolve(__dirname, '../../doc/examples');
const sources = path.resolve(__dirname, '../../../doc/examples');

/** Those that end with what they print. */
const examples = fs
  .readdirSync(sources)
  .map((file) => {
    const source = fs.readFileSync(path.join(sources, file), 'utf8');
    const isOverUdp = source.includes("getSCTPCapabilities('userspace')");
    return { name: path.parse(file).name, prints: outputIn(source), isOverUdp };
  })
  .filter(({ prints }) => prints !== undefined);

const clientOutput = `stream 0, PPID 46: Capabilities-Exchange-Request
stream 1, PPID 60: NG Setup Request
ended: localShutdown
`;

forEachEngine('the examples', function (engine) {
  let udpPort = 9899;

  for (const { name, prints, isOverUdp } of examples) {
    it(`${name} prints what it says`, async function () {
      this.timeout(30_000);
      if (isOverUdp && !isSCTPSupported('userspace')) {
        skipHereBecause(this, 'this build has no userspace stack');
      }
      expect(await outcomeOf(start(name))).to.deep.equal({ output: prints, status: 0 });
    });
  }

  it('server and client of the README talk to each other', async function () {
    this.timeout(30_000);
    udpPort = await freeUdpPort(); // 9899 may be somebody else's
    const server = start('server', '0');
    const serverClosed = once(server, 'close');
    try {
      const lines = createInterface({ input: server.stdout! })[Symbol.asyncIterator]();
      const next = async (): Promise<string> => String((await lines.next()).value);
      const listening = await next();
      expect(listening).to.match(/^listening on 127\.0\.0\.1:\d+,127\.0\.0\.2:\d+$/);

      const client = start('client', listening.replace(/.*:/, ''));
      expect(await outcomeOf(client)).to.deep.equal({ output: clientOutput, status: 0 });
      expect(await next()).to.match(/: association up, 10 streams$/);
      expect(await next()).to.match(/: ended, peerShutdown$/);
    } finally {
      server.kill();
      await serverClosed;
    }
  });

  function start(name: string, ...args: string[]): ChildProcess {
    return spawn(process.execPath, [path.join(compiled, `${name}.mjs`), ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, SCTP_ENGINE: engine, SCTP_UDP_PORT: String(udpPort) },
    });
  }
});

async function outcomeOf(child: ChildProcess): Promise<{ output: string; status: number | null }> {
  const [output, [status]] = await Promise.all([
    text(child.stdout!),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { output, status };
}

function outputIn(source: string): string | undefined {
  const comment = /\n\/\/ Prints:\n(?<lines>.*)$/s.exec(source);
  return comment?.groups?.['lines']?.replace(/^\/\/ /gm, '');
}
