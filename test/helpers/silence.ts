import { execFileSync } from 'node:child_process';

import { after, before } from 'mocha';

import { skipBecause } from './tally';

/** Nobody answers there (RFC 5737). */
export const silentAddress = '192.0.2.1';

/** Ours, on the same network. */
export const addressBesideSilence = '192.0.2.2';

const device = 'sctp-silence';

/** Makes a network for the suite on which nobody else is. The suite is pending without root. */
export function withSilentNetwork(): void {
  before(function () {
    if (process.getuid?.() !== 0) skipBecause(this, 'making a silent network needs root');
    ip('link', 'add', device, 'type', 'dummy');
    ip('address', 'add', `${addressBesideSilence}/24`, 'dev', device);
    ip('link', 'set', device, 'up');
  });
  after(() => {
    if (process.getuid?.() === 0) ip('link', 'delete', device);
  });
}

function ip(...args: string[]): void {
  execFileSync('ip', args);
}
