import { execFileSync } from 'node:child_process';

import { after, beforeEach } from 'mocha';

import { skipBecause } from './tally';

/** Ours (RFC 5737), on a network of their own. */
export const lastingAddress = '198.51.100.1';
export const fadingAddress = '198.51.100.2';

const device = 'sctp-fading';

/** Makes a network for the suite, one of whose addresses can fade. Pending without root. */
export function withFadingNetwork(): void {
  beforeEach(function () {
    if (process.getuid?.() !== 0) skipBecause(this, 'making a network needs root');
    remove();
    ip('link', 'add', device, 'type', 'dummy');
    ip('link', 'set', device, 'up');
    add(lastingAddress);
    add(fadingAddress);
  });
  after(remove);
}

/** From now on nobody hears what is sent to it, and nothing can be sent from it. */
export function fade(): void {
  ip('address', 'delete', `${fadingAddress}/24`, 'dev', device);
}

/** It is there again. */
export function reappear(): void {
  add(fadingAddress);
}

function add(address: string): void {
  ip('address', 'add', `${address}/24`, 'dev', device);
}

function remove(): void {
  try {
    ip('link', 'delete', device);
  } catch {
    // There is none, or, without root, there never was.
  }
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: 'pipe' });
}
