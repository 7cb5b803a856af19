import { accessSync, constants, readFileSync, writeFileSync } from 'node:fs';

import { after, before } from 'mocha';

import type { SCTPEngine } from '../../lib/index';
import { skipBecause } from './tally';

/**
 * The kernel has these values of `net.sctp` while the suite runs. Pending where they cannot be
 * written; the userspace engine has none.
 */
export function withSysctls(engine: SCTPEngine, values: Readonly<Record<string, number>>): void {
  const usual = new Map<string, string>();
  if (engine !== 'kernel') return;

  before(function () {
    for (const [name, value] of Object.entries(values)) {
      const path = `/proc/sys/net/sctp/${name}`;
      try {
        accessSync(path, constants.W_OK);
      } catch {
        skipBecause(this, `${path} cannot be written here`);
      }
      usual.set(path, readFileSync(path, 'latin1'));
      writeFileSync(path, String(value));
    }
  });
  after(() => {
    for (const [path, value] of usual) writeFileSync(path, value);
  });
}
