// Times at which messages are to be sent. Node's own timers are of milliseconds: a thread beside
// the loop sleeps until each is due, and wakes it.

import fs from 'node:fs';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

const startUp = 200e6; // ns, for the thread to start

if (!isMainThread) parentPort.on('message', wakeInTime);

/** One for all paces: a thread's first seconds are those in which V8 compiles. */
let worker;

export function keepPace(count, rate, onDue) {
  // 50 us that the kernel lets a thread sleep longer would be in every latency. A thread inherits
  // this from the one that makes it.
  fs.writeFileSync('/proc/self/timerslack_ns', '1');
  const interval = 1e9 / rate;
  const began = now() + startUp;
  const dueOf = (number) => began + number * interval;
  worker ??= new Worker(import.meta.filename);
  worker.ref();
  worker.postMessage({ began, interval, count });
  let sent = 0;
  const done = new Promise((resolve, reject) => {
    const onMessage = (due) => {
      while (sent < due) onDue(sent++);
      if (sent < count) return;
      worker.off('message', onMessage).off('error', reject).unref();
      resolve();
    };
    worker.on('message', onMessage).on('error', reject);
  });
  /** Nanoseconds since it was due; at least the one that a histogram begins with. */
  const lateness = (number) => Math.max(1, Math.round(now() - dueOf(number)));
  return { done, lateness };
}

function wakeInTime({ began, interval, count }) {
  const nothing = new Int32Array(new SharedArrayBuffer(4));
  let told = 0;
  while (told < count) {
    const left = began + told * interval - now();
    if (left > 0) Atomics.wait(nothing, 0, 0, left / 1e6);
    const due = Math.min(count, Math.floor((now() - began) / interval) + 1);
    if (due > told) parentPort.postMessage((told = due));
  }
}

function now() {
  return Number(process.hrtime.bigint());
}
