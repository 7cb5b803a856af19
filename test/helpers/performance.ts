import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';

const root = path.resolve(__dirname, '../../..');

/** What `npm run perf` prints, and the files that it leaves. */
export interface Report {
  status: number | null;
  stdout: string;
  stderr: string;
  csv: string[];
  runs: Run[];
}

export interface Run {
  mode: string;
  pair: string;
  client: Record<string, number | string>;
}

/** Runs interop/perf with these arguments, and a folder of its own for what it measures. */
export async function runPerformance(...args: string[]): Promise<Report> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'net-sctp-perf-'));
  try {
    const script = path.join(root, 'interop/perf/run.mjs');
    const child = spawn(process.execPath, [script, '--data', folder, ...args]);
    const [stdout, stderr, status] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      statusOf(child),
    ]);
    const csv = read(path.join(folder, 'perf.csv')).trimEnd().split('\n');
    const { runs } = JSON.parse(read(path.join(folder, 'runs.json')) || '{"runs":[]}') as {
      runs: Run[];
    };
    return { status, stdout, stderr, csv, runs };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

async function statusOf(child: ChildProcess): Promise<number | null> {
  const [status] = (await once(child, 'close')) as [number | null];
  return status;
}

function read(file: string): string {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
}
