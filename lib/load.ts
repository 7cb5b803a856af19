import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Addon } from '../typings/addon';

const root = path.join(__dirname, '..', '..');

/** `SCTP_NATIVE_PATH` names another build, such as one with sanitizers. */
const candidates = [
  process.env['SCTP_NATIVE_PATH'],
  path.join(root, 'build', 'Release', 'sctp.node'),
  path.join(root, 'build', 'Debug', 'sctp.node'),
];

/** Finds and loads the addon; throws why it cannot be loaded. */
export function loadAddon(): Addon {
  const file = candidates.find((name) => name !== undefined && existsSync(name));
  if (file === undefined) {
    throw new Error(`the addon has not been built: run "npm rebuild net-sctp" (${candidates[1]})`);
  }
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only require loads addons
  return require(file) as Addon;
}
