import { execFileSync } from 'node:child_process';

import { skipBecause } from './tally';

/** Makes an interface on whose network nobody else is. Pending without root. */
export function addInterface(context: Mocha.Context, device: string): void {
  if (process.getuid?.() !== 0) skipBecause(context, 'making a network needs root');
  removeInterface(device);
  ip('link', 'add', device, 'type', 'dummy');
  ip('link', 'set', device, 'up');
}

export function removeInterface(device: string): void {
  try {
    ip('link', 'delete', device);
  } catch {
    // There is none, or, without root, there never was.
  }
}

export function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: 'pipe' });
}
