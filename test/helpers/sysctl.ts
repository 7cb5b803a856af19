import { accessSync, constants, readFileSync, writeFileSync } from 'node:fs';

import { after, before } from 'mocha';

import type { SCTPEngine } from '../../lib/index';
import { skipHereBecause } from './tally';

/**
 * Sets variables of the kernel's SCTP for the suite, by their names below `net.sctp`; the suite is
 * pending where that cannot be done. The userspace engine has none: there an endpoint's options do.
 */
export function withSysctls(engine: SCTPEngine, values: Record<string, number>): void {
  if (engine !== 'kernel') return;
  const usual = new Map<string, string>();

  before(function () {
    for (const [name, value] of Object.entries(values)) {
      const file = `/proc/sys/net/sctp/${name}`;
      try {
        accessSync(file, constants.W_OK);
      } catch {
        skipHereBecause(this, `setting net.sctp.${name} needs root`);
      }
      usual.set(file, readFileSync(file, 'latin1'));
      writeFileSync(file, String(value));
    }
  });
  after(() => {
    for (const [file, value] of usual) writeFileSync(file, value);
  });
}
