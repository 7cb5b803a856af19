// Formats the C and C++ sources in place; with --check, fails if some are not formatted.

import { spawnSync } from 'node:child_process';
import path from 'node:path';

import { installCommand, missingPrograms, packageSets } from './packages.mjs';

const root = path.dirname(import.meta.dirname);

if (missingPrograms(packageSets.format).length > 0) {
  const remedy = `install: ${installCommand(packageSets.format)}`;
  process.stdout.write(`clang-format not found, C++ not looked at; ${remedy}\n`);
} else {
  const mode = process.argv.includes('--check') ? ['--dry-run', '--Werror'] : ['-i'];
  const options = { cwd: root, stdio: 'inherit' };
  process.exitCode = spawnSync('clang-format', [...mode, ...sources()], options).status ?? 1;
}

// Git's view of the tree leaves out what is built and what is fetched.
function sources() {
  const patterns = ['*.c', '*.cc', '*.cpp', '*.h', '*.inl'];
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...patterns];
  return spawnSync('git', args, { cwd: root, encoding: 'utf8' }).stdout.trim().split('\n');
}
