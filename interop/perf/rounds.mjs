// Rounds of runs: each pair once in every case, so that a ratio compares runs of one round, which
// had the same machine to run on.
//
//   node interop/perf/rounds.mjs OPTIONS FILE    as run.mjs has it done in the kernel lab

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { getSCTPCapabilities, isSCTPSupported } from 'net-sctp';

import { cases } from './cases.mjs';
import { measure } from './measure.mjs';
import { kernelBuffers, nameOf, pairs, peers } from './peers.mjs';
import { countCalls } from './syscalls.mjs';

const LAB_TIME_LIMIT_S = '3000';

const root = path.resolve(import.meta.dirname, '../..');

if (process.argv[1] === import.meta.filename) {
  const [options, file] = process.argv.slice(2);
  const runs = await measureHere({ ...JSON.parse(options), place: 'lab' });
  fs.writeFileSync(file, JSON.stringify(runs));
}

/** Where the kernel has no SCTP, its engine is measured in the kernel lab. */
export async function measureRounds(options) {
  const { engine } = options;
  if (isSCTPSupported(engine)) return measureHere({ ...options, place: 'native' });
  if (engine === 'kernel') return measureInLab(options);
  throw new Error(getSCTPCapabilities(engine).reason);
}

function measureInLab(options) {
  const file = path.join(options.folder, 'lab.json');
  const command = [process.execPath, import.meta.filename, JSON.stringify(options), file];
  const lab = path.join(root, 'scripts/kernel-lab');
  const args = ['-t', LAB_TIME_LIMIT_S, '-w', options.folder, '--', ...command];
  const { status } = spawnSync(lab, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`the kernel lab ended with ${status}`);
  const runs = JSON.parse(fs.readFileSync(file, 'utf8'));
  fs.rmSync(file);
  return runs;
}

async function measureHere({ engine, place, rounds, calls, ...choice }) {
  if (engine === 'kernel') requireBuffers();
  const chosen = choose(engine, place, choice);
  const runs = [];
  for (let round = 1; round <= rounds; round++) {
    for (const { perfCase, pair } of chosen) {
      if (round > (perfCase.rounds?.[place] ?? rounds)) continue;
      const name = nameOf(pair);
      process.stderr.write(`${engine}, round ${round} of ${rounds}: ${perfCase.name}, ${name}\n`);
      const figures = await (calls ? countCalls : measure)(pair, perfCase).catch(describeFailure);
      const { name: title, mode, size } = perfCase;
      const context = { place, kernel: os.release(), round, case: title, mode, size, pair: name };
      runs.push({ ...context, ...figures });
    }
  }
  return runs;
}

/** It spoils none of the others. */
function describeFailure({ message }) {
  process.stderr.write(`${message}\n`);
  return { trouble: [message], hasFailed: true };
}

/** Of the cases and pairs those whose names have the text that was asked for. */
function choose(engine, here, { cases: caseText, pairs: pairText, quick }) {
  return cases
    .filter(({ name, isQuick }) => name.includes(caseText) && (isQuick || !quick))
    .filter(({ engine: only = engine, place = here }) => only === engine && place === here)
    .flatMap((perfCase) =>
      pairs[engine].map((pair) => ({ perfCase: quick ? hastened(perfCase) : perfCase, pair })),
    )
    .filter(({ pair }) => nameOf(pair).includes(pairText))
    .filter(({ perfCase, pair }) => isAble(pair, perfCase));
}

function isAble({ server, client }, { mode, iterations, symmetric = false, except = [] }) {
  if (except.includes(client) || (symmetric && server !== client)) return false;
  const { atOnce = 0 } = peers[client];
  return mode !== 'associations' || iterations <= atOnce;
}

function hastened(perfCase) {
  const { mode, iterations, warmup, settings } = perfCase;
  if (mode === 'associations') return { ...perfCase, settings: { ...settings, messages: 1_000 } };
  return { ...perfCase, iterations: iterations / 40, warmup: warmup / 40 };
}

function requireBuffers() {
  const limits = { wmem_max: kernelBuffers.sndbuf, rmem_max: kernelBuffers.rcvbuf };
  for (const [name, size] of Object.entries(limits)) {
    const limit = Number(fs.readFileSync(`/proc/sys/net/core/${name}`, 'latin1'));
    if (limit >= size) continue;
    throw new Error(`net.core.${name} is too low: sysctl -w net.core.${name}=${size}`);
  }
}
