import type { EventEmitter } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';

import { expect } from 'chai';

import { SCTPServer, SCTPSocket, type SCTPEndpoint } from '../../lib/index';
import { event } from './events';

type Openable = SCTPSocket | SCTPServer | SCTPEndpoint;

const everything = new Set<Openable>();
let descriptorsBefore: number | undefined;

/** Has what a test opens closed after it. */
export function opened<T extends Openable>(one: T): T {
  everything.add(one);
  return one;
}

/** For `beforeEach`: what is open now may stay open. */
export function rememberOpen(): void {
  descriptorsBefore = socketDescriptors();
}

/** For `afterEach`: closes what the test has opened, and sees that nothing else is left open. */
export async function closeEverything(): Promise<void> {
  const all = [...everything].flatMap((one): Openable[] => {
    return one instanceof SCTPServer ? [one, ...one.associations.values()] : [one];
  });
  everything.clear();
  // One side's end is the other's error.
  for (const one of all) (one as EventEmitter).on('error', () => undefined);
  await Promise.all(all.map(close));
  await turn(); // libuv closes descriptors at the end of the turn
  expect(socketDescriptors(), 'sockets left open').to.equal(descriptorsBefore);
}

async function close(one: Openable): Promise<void> {
  if (one instanceof SCTPSocket) {
    if (one.closed) return;
    const closed = event(one, 'close');
    one.destroy();
    await closed;
  } else {
    await one.close().catch(() => undefined); // A server that was not listening says so.
  }
}

/**
 * The sockets of this process, save UDP's: the userspace engine closes its own when the last
 * association on them has ended, which may take a silent peer's patience. And save netlink's: by
 * one it hears of changed addresses as long as the process lives. Undefined where the system does
 * not list them.
 */
function socketDescriptors(): number | undefined {
  try {
    const engine = new Set(['udp', 'udp6', 'netlink'].flatMap(socketsOf));
    return readdirSync('/proc/self/fd')
      .map(targetOf)
      .filter((target) => {
        return target.startsWith('socket:') && !engine.has(target);
      }).length;
  } catch {
    return undefined;
  }
}

function socketsOf(protocol: string): string[] {
  const lines = readFileSync(`/proc/self/net/${protocol}`, 'latin1').trim().split('\n');
  return lines.slice(1).map((line) => `socket:[${line.trim().split(/\s+/)[9]}]`);
}

function targetOf(descriptor: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return ''; // The descriptor of the listing itself.
  }
}
