// Obtains the source of usrsctp, the stack beneath the userspace engine, in the one release that
// the engine is made for: `node scripts/usrsctp.mjs`. Published with the package.
//
// Where it comes from, in this order: the folder src/userspace/usrsctp, which an installed
// package has already; the folder or archive that USRSCTP_SOURCE names; the distribution's source
// package; upstream's archive. Whatever it was, its contents must be the release's.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const RELEASE = '0.9.5.0';
const UPSTREAM = `https://github.com/sctplab/usrsctp/archive/refs/tags/${RELEASE}.tar.gz`;
const ARCHIVE_SHA256 = '260107caf318650a57a8caa593550e39bca6943e93f970c80d6c17e59d62cd92';
// Of the files that are kept, see digestOf.
const CONTENTS_SHA256 = '23c66dc00189b496de423cf3113a0a2589b3d7c78a4874a33d5785a77b08a104';
const KEPT = ['LICENSE.md', 'usrsctplib'];

const TIME_LIMIT_MS = 60_000;

const folder = path.join(path.dirname(import.meta.dirname), 'src/userspace/usrsctp');

export function hasUsrsctp() {
  return digestOf(folder) === CONTENTS_SHA256;
}

// Says in one line what was done, or why the addon has to do without.
export async function provideUsrsctp(say) {
  if (hasUsrsctp()) return;
  const named = process.env.USRSCTP_SOURCE;
  const sources = named ? [fromNamed(named)] : [fromDistribution, fromUpstream];
  const failures = [];
  for (const source of sources) {
    const workspace = fs.mkdtempSync(path.join(os.tmpdir(), 'usrsctp-'));
    try {
      const from = await source(workspace);
      say(`usrsctp ${RELEASE} from ${from}`);
      return;
    } catch (error) {
      failures.push(error.message);
    } finally {
      fs.rmSync(workspace, { recursive: true, force: true });
    }
  }
  say(
    `no userspace engine, the kernel's alone: usrsctp ${RELEASE} is not to be had ` +
      `(${failures.join('; ')}); set USRSCTP_SOURCE to its folder or archive`,
  );
}

function fromNamed(named) {
  return (workspace) => {
    if (!fs.existsSync(named)) throw new Error(`no ${named}`);
    if (fs.statSync(named).isDirectory()) adopt(named, named);
    else unpack(named, workspace);
    return named;
  };
}

// Without root and without touching what apt knows of the system: sources and lists of its own.
function fromDistribution(workspace) {
  const sources = path.join(workspace, 'sources');
  const downloads = path.join(workspace, 'downloads');
  for (const name of ['sources', 'lists/partial', 'cache/archives/partial', 'downloads'])
    fs.mkdirSync(path.join(workspace, name), { recursive: true });
  for (const file of sourceLists())
    fs.writeFileSync(path.join(sources, path.basename(file)), asSourceList(file));
  const settings = {
    'Dir::Etc::SourceList': '/dev/null',
    'Dir::Etc::SourceParts': sources,
    'Dir::State::Lists': path.join(workspace, 'lists'),
    'Dir::Cache': path.join(workspace, 'cache'),
    'APT::Sandbox::User': '',
    'Acquire::Retries': '0',
    'Acquire::http::Timeout': '15',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  run('apt-get', [...options, 'update'], downloads);
  run('apt-get', [...options, 'source', '--download-only', 'libusrsctp'], downloads);
  const archive = `libusrsctp_${RELEASE}.orig.tar.gz`;
  if (!fs.existsSync(path.join(downloads, archive)))
    throw new Error('the distribution has another release');
  unpack(path.join(downloads, archive), workspace);
  return "the distribution's source package";
}

function sourceLists() {
  const parts = '/etc/apt/sources.list.d';
  const names = fs.existsSync(parts) ? fs.readdirSync(parts) : [];
  const files = names
    .filter((name) => /\.(list|sources)$/.test(name))
    .map((name) => path.join(parts, name));
  return ['/etc/apt/sources.list', ...files].filter((file) => fs.existsSync(file));
}

function asSourceList(file) {
  const text = fs.readFileSync(file, 'utf8');
  return file.endsWith('.sources')
    ? text.replace(/^Types:.*$/gm, 'Types: deb-src')
    : text.replace(/^deb(?=\s)/gm, 'deb-src');
}

async function fromUpstream(workspace) {
  const { hostname } = new URL(UPSTREAM);
  const archive = path.join(workspace, 'upstream.tar.gz');
  let response;
  try {
    response = await fetch(UPSTREAM, { signal: AbortSignal.timeout(TIME_LIMIT_MS) });
    if (response.ok) fs.writeFileSync(archive, Buffer.from(await response.arrayBuffer()));
  } catch (error) {
    throw new Error(`${hostname}: ${error.cause?.code ?? error.message}`, { cause: error });
  }
  if (!response.ok) throw new Error(`${hostname}: HTTP status ${response.status}`);
  unpack(archive, workspace);
  return UPSTREAM;
}

function unpack(archive, workspace) {
  const sha256 = createHash('sha256').update(fs.readFileSync(archive)).digest('hex');
  if (sha256 !== ARCHIVE_SHA256) {
    throw new Error(`${path.basename(archive)} has SHA-256 ${sha256}, not ${ARCHIVE_SHA256}`);
  }
  const unpacked = path.join(workspace, 'unpacked');
  fs.mkdirSync(unpacked);
  run('tar', ['-xzf', archive, '--strip-components=1', '-C', unpacked], workspace);
  adopt(unpacked, archive);
}

// The copy appears at once and whole: a build that runs meanwhile sees all of it or nothing.
function adopt(source, name) {
  if (digestOf(source) !== CONTENTS_SHA256) {
    throw new Error(`${name} is not release ${RELEASE}, or was changed`);
  }
  const copy = `${folder}.${process.pid}`;
  for (const kept of KEPT)
    fs.cpSync(path.join(source, kept), path.join(copy, kept), { recursive: true });
  fs.rmSync(folder, { recursive: true, force: true });
  fs.renameSync(copy, folder);
}

// Of names and contents of all files that are kept; undefined where one of them is missing.
function digestOf(directory) {
  if (!KEPT.every((name) => fs.existsSync(path.join(directory, name)))) return undefined;
  const hash = createHash('sha256');
  for (const name of KEPT.flatMap((kept) => filesUnder(directory, kept)).sort()) {
    const contents = fs.readFileSync(path.join(directory, name));
    hash.update(`${name}\0${contents.length}\0`).update(contents);
  }
  return hash.digest('hex');
}

function filesUnder(directory, name) {
  const location = path.join(directory, name);
  if (!fs.statSync(location).isDirectory()) return [name];
  return fs.readdirSync(location).flatMap((entry) => filesUnder(directory, `${name}/${entry}`));
}

function run(command, args, cwd) {
  const options = { cwd, encoding: 'utf8', timeout: TIME_LIMIT_MS };
  const { status, stderr, error } = spawnSync(command, args, options);
  if (status === 0) return;
  const reason = error?.code ?? stderr.trim().split('\n').at(-1);
  throw new Error(`${command}: ${reason}`);
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === import.meta.filename) {
  await provideUsrsctp((message) => process.stdout.write(`${message}\n`));
}
