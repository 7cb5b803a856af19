// Builds the native addon: the package's install script, and one of setup's steps.
// It is part of the published package and so imports nothing that is not.

import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { provideUsrsctp } from './usrsctp.mjs';

const root = path.dirname(import.meta.dirname);

export function addonBuild() {
  return {
    command: process.execPath,
    args: [findNodeGyp(), 'configure', 'build', '--jobs', 'max'],
    env: { ...process.env, ...installedHeaders() },
  };
}

// A dependency of ours in development only. npm and pnpm carry one of their own and name it.
function findNodeGyp() {
  try {
    return createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js');
  } catch {
    const { npm_config_node_gyp: carried } = process.env;
    if (carried) return carried;
    throw new Error('node-gyp not found: run `npm rebuild net-sctp`, or add node-gyp');
  }
}

// Headers beside the running Node are sure to be its own and need no network. They are named in
// the environment because node-gyp heeds that more than its arguments, and npm puts there what a
// user's configuration says, which may be another Node's.
function installedHeaders() {
  const prefix = path.join(path.dirname(realpathSync(process.execPath)), '..');
  return existsSync(path.join(prefix, 'include/node/node.h')) && { npm_config_nodedir: prefix };
}

if (realpathSync(process.argv[1]) === import.meta.filename) {
  await provideUsrsctp((message) => process.stdout.write(`${message}\n`));
  const { command, args, env } = addonBuild();
  const { status, error } = spawnSync(command, args, { cwd: root, env, stdio: 'inherit' });
  if (error) throw error;
  process.exitCode = status ?? 1;
}
