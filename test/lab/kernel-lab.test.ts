import { spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';

import { skipBecause } from '../helpers/tally';

const kernelLab = path.resolve(__dirname, '../../../scripts/kernel-lab');

interface Outcome {
  status: number | null;
  stdout: Buffer;
  stderr: string;
}

describe('the kernel lab', function () {
  this.timeout(60_000);
  this.slow(20_000);

  let directory: string;

  before(async function () {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), 'kernel-lab-test-'));
    const { stderr } = await lab(['-r', 'true']);
    const obstacle = /^.*(?:install: |does not boot).*$/m.exec(stderr);
    if (obstacle) skipBecause(this, obstacle[0]);
  });

  after(() => fs.rmSync(directory, { recursive: true, force: true }));

  it('ends with the status of its command, whatever that leaves running', async () => {
    const commands = [['sh', '-c', 'setsid sleep 1000 & exit 42'], ['no-such-command']];
    const killed = ['sh', '-c', 'kill -SEGV $$'];
    const [exited, absent, crashed] = await Promise.all([...commands, killed].map((c) => lab(c)));

    expect(exited?.status).to.equal(42);
    expect(absent?.status).to.equal(127);
    expect(crashed?.status).to.equal(128 + os.constants.signals.SIGSEGV);
  });

  it('keeps stdout and stderr apart, byte for byte', async () => {
    const bytes = (length: number, step: number) =>
      Buffer.from(Array.from({ length }, (_, index) => (index * step) & 0xff));
    const script = `
      const bytes = ${bytes.toString()};
      process.stdout.write(bytes(1_000_000, 7));
      process.stderr.write(bytes(100_000, 3));`;
    const child = start(['node', '-e', script]);
    const [stdout, stderr] = await Promise.all([buffer(child.stdout), buffer(child.stderr)]);

    expect(stdout.equals(bytes(1_000_000, 7))).to.equal(true);
    expect(stderr.equals(bytes(100_000, 3))).to.equal(true);
  });

  it('hands over arguments, environment and directory as they are', async () => {
    const cwd = path.join(directory, 'a, b');
    fs.mkdirSync(cwd);
    const args = ['', ' ', 'line\nbreak', '"$HOME"', 'größe', '--', '-x'];
    const env = { HOME: '/nowhere', EMPTY: '', LINES: 'a\nb', 'npm_config_//host/:x': '=y' };
    const script = `
      const { argv, env } = process;
      console.log(JSON.stringify({ args: argv.slice(1), env, cwd: process.cwd() }));`;
    const { PATH } = process.env;
    const { stdout } = await lab(['node', '-e', script, '--', ...args], {
      cwd,
      env: {
        ...env,
        PATH,
        GLIBC_TUNABLES: 'glibc.malloc.check=0',
        NODE_V8_COVERAGE: undefined, // else Node passes its own on
      },
    });

    const seen = JSON.parse(stdout.toString()) as { env: NodeJS.ProcessEnv };
    const { PATH: searched, GLIBC_TUNABLES: tunables, PWD: _, ...rest } = seen.env;
    expect({ ...seen, env: rest }).to.deep.equal({ args, env, cwd });
    expect(searched?.split(':')).to.include.members(['/usr/sbin', '/sbin']);
    expect(tunables).to.match(/^glibc\.malloc\.check=0:.*-AVX512F/);
  });

  it('gives its command root, SCTP, large socket buffers, an empty stdin and no terminal', async () => {
    const script = `
      test "$(id -u)" = 0 || exit 1
      perl -MSocket -e 'socket(my $s, PF_INET, SOCK_SEQPACKET, 132) or die $!' || exit 2
      perl -MSocket -e 'socket(my $s, PF_INET6, SOCK_STREAM, 132) or die $!' || exit 3
      test "$(cat /proc/sys/net/core/rmem_max)" -ge 16777216 || exit 4
      test "$(cat /proc/sys/net/core/wmem_max)" -ge 16777216 || exit 5
      test -z "$(cat)" || exit 6
      test -t 1 && exit 7
      ip netns add a && ip link add x type veth peer name y netns a || exit 8`;

    expect(await lab(['sh', '-c', script])).to.deep.include({ status: 0, stderr: '' });
  });

  it('runs the Node that runs it, wherever that is', async () => {
    const bin = path.join(directory, 'node_modules/node/bin');
    const node = path.join(bin, 'node');
    fs.mkdirSync(bin, { recursive: true });
    fs.copyFileSync(process.execPath, node);
    const { PATH } = process.env;
    const { stdout } = await lab(['sh', '-c', 'node -p process.execPath'], {
      env: { PATH: `${bin}:${String(PATH)}` },
    });

    expect(stdout.toString().trim()).to.equal(node);
  });

  it('writes to the directories it is told to, and to nothing else', async () => {
    const [inside, outside] = [path.join(directory, 'inside'), path.join(directory, 'outside')];
    fs.mkdirSync(inside);
    fs.mkdirSync(outside);
    fs.writeFileSync(path.join(outside, 'kept'), '');
    const script = `echo new >made && rm ${outside}/kept && echo >${outside}/made && mkdir /made`;
    const protectedScript = `echo new >unmade && test -f unmade`;
    const outcomes = await Promise.all([
      lab(['sh', '-c', script], { cwd: inside }),
      lab(['-r', 'sh', '-c', protectedScript], { cwd: inside }),
    ]);

    expect(outcomes.map(({ status }) => status)).to.deep.equal([0, 0]);
    expect(fs.readdirSync(inside)).to.deep.equal(['made']);
    expect(fs.readFileSync(path.join(inside, 'made'), 'utf8')).to.equal('new\n');
    expect(fs.readdirSync(outside)).to.deep.equal(['kept']);
    expect(fs.existsSync('/made')).to.equal(false);
  });

  it('passes signals to its command', async () => {
    const handler = `
      process.on('SIGTERM', () => process.exit(3));
      setInterval(() => {}, 1000);
      console.log('ready');`;
    const [handled, interrupted] = await Promise.all([
      signalled('SIGTERM', ['node', '-e', handler]),
      signalled('SIGINT', ['sh', '-c', 'echo ready; exec sleep 60']),
    ]);

    expect(handled).to.equal(3);
    expect(interrupted).to.equal(128 + os.constants.signals.SIGINT);
  });

  it('ends its command after -t seconds, by force if need be', async () => {
    const [obedient, stubborn] = await Promise.all([
      lab(['-t', '3', 'sleep', '60']),
      lab(['-t', '3', 'sh', '-c', 'trap "" TERM; while :; do sleep 1; done']),
    ]);

    expect(obedient).to.deep.include({ status: 124 });
    expect(stubborn).to.deep.include({ status: 124 });
    expect(obedient.stderr).to.equal('kernel-lab: timed out after 3 s\n');
  });

  it('ends with its reader', async () => {
    const child = start(['yes']);
    await once(child.stdout, 'data');
    child.stdout.destroy();

    expect(await statusOf(child)).to.equal(128 + os.constants.signals.SIGPIPE);
  });

  it('leaves nothing behind when it is killed', async () => {
    const temporary = path.join(directory, 'temporary');
    fs.mkdirSync(temporary);
    const env = { ...process.env, TMPDIR: temporary };
    const child = start(['sh', '-c', 'echo ready; sleep 60'], { env });
    await once(child.stdout, 'data');
    expect(fs.readdirSync(temporary)).to.have.length(1);
    child.kill('SIGKILL');

    const remains = () => [
      ...fs.readdirSync(temporary),
      ...commandLines().filter((line) => line.includes(temporary)),
    ];
    while (remains().length > 0) await sleep(50);
  });

  it('needs no privileges', async function () {
    if (process.getuid?.() !== 0) skipBecause(this, 'all of this suite runs without privileges');
    const nobody = { uid: 65534, gid: 65534, cwd: '/' };
    const { status } = await lab(['--help'], nobody).catch(() => ({ status: null }));
    if (status !== 0) skipBecause(this, 'other users cannot read this checkout');

    expect((await lab(['-r', 'sh', '-c', 'exit $(id -u)'], nobody)).status).to.equal(0);
  });

  it('says what is missing and how to install it', async () => {
    const bin = path.join(directory, 'bin');
    fs.mkdirSync(bin);
    fs.symlinkSync(process.execPath, path.join(bin, 'node'));
    const { status, stderr } = await lab(['true'], { env: { PATH: bin } });

    expect(status).to.equal(125);
    expect(stderr).to.match(/^install: apt-get install .*user-mode-linux kmod iproute2$/m);
  });
});

function start(args: string[], options: SpawnOptions = {}) {
  return spawn(kernelLab, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function lab(args: string[], options: SpawnOptions = {}): Promise<Outcome> {
  const child = start(args, options);
  const [status, stdout, stderr] = await Promise.all([
    statusOf(child),
    buffer(child.stdout),
    buffer(child.stderr),
  ]);
  return { status, stdout, stderr: stderr.toString() };
}

async function signalled(signal: NodeJS.Signals, command: string[]): Promise<number | null> {
  const child = start(command);
  await once(child.stdout, 'data');
  child.kill(signal);
  return statusOf(child);
}

async function statusOf(child: ReturnType<typeof start>): Promise<number | null> {
  const [status] = (await once(child, 'exit')) as [number | null];
  return status;
}

function commandLines(): string[] {
  const processes = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return processes.flatMap((pid) => {
    try {
      return [fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8')];
    } catch {
      return []; // The process has ended meanwhile.
    }
  });
}
