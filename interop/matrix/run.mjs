// Runs the matrix, and the table of programs that none of us wrote: see run_matrix.sh, which gives
// it a network.
//
//   node interop/matrix/run.mjs [--only TEXT]... [--logs FOLDER] [--report FILE]
//
//   --only TEXT    only rows with TEXT in `case/server<-client`; each TEXT must be in it
//   --logs FOLDER  what each program has said, interop.json and interop.md
//   --report FILE  also writes the Markdown there

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import * as prettier from 'prettier';

import { hosts, setUpNetwork } from './network.mjs';
import { matrix } from './pairs.mjs';
import { hasPassed, markdown, summary } from './report.mjs';
import { runTables } from './tables.mjs';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    logs: { type: 'string', default: path.join(import.meta.dirname, '../build/logs') },
    report: { type: 'string' },
  },
});

const tables = [
  {
    title: 'The matrix',
    about:
      'Every server with every client. `node-*` is net-sctp on either engine, `cpp-kernel` are ' +
      "C++ programs on Linux's SCTP by libsctp, `usrsctp` are C programs on the distribution's " +
      'libusrsctp. Between the kernel and userspace, packets are in UDP (RFC 6951).',
    rows: matrix,
  },
  {
    title: 'Independent programs',
    about: 'Programs that none of us wrote, each against net-sctp.',
    rows: await programs(),
  },
];

setUpNetwork();
fs.mkdirSync(options.logs, { recursive: true });
const started = performance.now();
const isChosen = ({ id }) => options.only.every((text) => id.includes(text));
const tell = (line) => process.stdout.write(line);
const outcome = await runTables(tables, { logDir: options.logs, hosts, isChosen, tell });
await write(outcome, performance.now() - started);
process.stdout.write(summary(outcome));
process.exitCode = hasPassed(outcome) ? 0 : 1;

async function programs() {
  const index = path.join(import.meta.dirname, '../programs/index.mjs');
  return fs.existsSync(index) ? (await import(index)).programs : [];
}

async function write(outcome, milliseconds) {
  const machine = describeMachine();
  const page = markdown(outcome, { machine, milliseconds });
  const rows = outcome.flatMap((table) => table.rows);
  const figures = { machine, milliseconds, passed: hasPassed(outcome), rows };
  const put = (name, text) => fs.writeFileSync(path.join(options.logs, name), text);
  put('interop.json', `${JSON.stringify(figures, null, 2)}\n`);
  put('interop.md', page);
  if (options.report === undefined) return;
  const style = await prettier.resolveConfig(options.report);
  fs.writeFileSync(options.report, await prettier.format(page, { ...style, parser: 'markdown' }));
}

function describeMachine() {
  const { stdout } = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' });
  const commit = stdout ? `, commit ${stdout.trim()}` : '';
  return `Linux ${os.release()}, Node ${process.versions.node}${commit}`;
}
