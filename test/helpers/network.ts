import { execFileSync } from 'node:child_process';

import { skipHereBecause } from './tally';

/**
 * Makes an interface on whose network nobody else is. What runs in this context is pending where
 * that cannot be done.
 */
export function addInterface(context: Mocha.Context, device: string): void {
  if (process.getuid?.() !== 0) skipHereBecause(context, 'making a network needs root');
  removeInterface(device);
  try {
    ip('link', 'add', device, 'type', 'dummy');
  } catch {
    skipHereBecause(context, 'this kernel has no dummy interfaces');
  }
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
