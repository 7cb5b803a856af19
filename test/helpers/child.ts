import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';

const root = path.resolve(__dirname, '../../..');

export interface Outcome {
  status: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

interface ScriptOptions {
  args?: readonly string[];
  env?: NodeJS.ProcessEnv;
  /** How many descriptors it may have open at once. */
  descriptors?: number;
}

/** Runs a script, which can `require('net-sctp')`, in a process of its own. */
export async function runScript(script: string, options: ScriptOptions = {}): Promise<Outcome> {
  const child = spawnScript(script, options);
  child.stdin.end();
  const [stdout, end] = await Promise.all([text(child.stdout), endOf(child)]);
  return { ...end, stdout };
}

/** The same, with this process's JavaScript at a standstill. Throws where it fails. */
export function runScriptSync(script: string): void {
  execFileSync(process.execPath, ['--eval', script], { cwd: root });
}

/** One that is spoken with while it runs. */
export interface RunningScript {
  readonly stdin: Writable;
  /** The next line that it prints. */
  line(): Promise<string>;
  readonly ended: Promise<Omit<Outcome, 'stdout'>>;
}

export function startScript(script: string, options: ScriptOptions = {}): RunningScript {
  const child = spawnScript(script, options);
  const ended = endOf(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<string> => {
    const next = await lines.next();
    if (next.done === true) throw new Error(`it has ended: ${(await ended).stderr}`);
    return next.value;
  };
  return { stdin: child.stdin, line, ended };
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

function spawnScript(script: string, { args = [], env = {}, descriptors }: ScriptOptions): Child {
  const node = [process.execPath, '--eval', script, '--', ...args];
  const limit = `ulimit -n ${descriptors}; exec "$@"`;
  const [program, ...rest] = descriptors === undefined ? node : ['sh', '-c', limit, 'sh', ...node];
  return spawn(program!, rest, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

async function endOf(child: Child): Promise<Omit<Outcome, 'stdout'>> {
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const [[status, signal], stderr] = await Promise.all([exit, text(child.stderr)]);
  return { status, signal, stderr };
}
