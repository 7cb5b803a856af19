// What the kernel lab asks of the machine that it runs on.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

// UML keeps guest memory in an unlinked sparse file, which it maps executable:
// in shared memory if that has room and allows it, as a container's often does not.
export function memoryDirectory(memory) {
  const size = Number.parseInt(memory, 10) * (/g$/i.test(memory) ? 2 ** 30 : 2 ** 20);
  const shared = '/dev/shm';
  try {
    const { bavail, bsize } = fs.statfsSync(shared);
    if (bavail * bsize > size && !mountOptions(shared).includes('noexec')) return shared;
  } catch {
    // There is no shared memory.
  }
  return os.tmpdir();
}

// hostfs holds a host file open for every file in the guest's caches, so the guest must know
// how many that may be. Node has raised its own soft limit to the hard one, and UML inherits it.
export function maxOpenFiles() {
  const limits = fs.readFileSync('/proc/self/limits', 'utf8');
  return Number.parseInt(/^Max open files\s+(\S+)/m.exec(limits)[1], 10) || 2 ** 20;
}

// UML has one virtual CPU and wants its host processes on one host CPU, its own if possible:
// unpinned it is up to 1.5 times slower. Take the allowed CPU with the fewest of them.
export function leastUsedCpu() {
  const used = new Map(allowedCpus('self').map((cpu) => [cpu, Math.random()])); // breaks ties
  for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!fs.readFileSync(`/proc/${pid}/cmdline`, 'latin1').startsWith('linux.uml\0')) continue;
      const [cpu] = allowedCpus(pid);
      if (used.has(cpu)) used.set(cpu, used.get(cpu) + 1);
    } catch {
      // The process has ended meanwhile.
    }
  }
  return [...used].sort(([, a], [, b]) => a - b)[0][0];
}

// The guest must run the same Node as the host, be it a version manager's or an npm package's,
// and its root needs the sbin directories, which an ordinary user's PATH lacks.
export function guestPath() {
  const directories = (process.env.PATH ?? '').split(':').filter(Boolean);
  const found = directories.find((directory) => fs.existsSync(path.join(directory, 'node')));
  if (!found || fs.realpathSync(path.join(found, 'node')) !== fs.realpathSync(process.execPath)) {
    directories.unshift(path.dirname(process.execPath));
  }
  const sbin = ['/usr/sbin', '/sbin'].filter((directory) => !directories.includes(directory));
  return [...directories, ...sbin].join(':');
}

function mountOptions(directory) {
  const mounts = fs.readFileSync('/proc/self/mounts', 'utf8').split('\n');
  const fields = mounts.map((line) => line.split(' '));
  const uppermost = fields.findLast(([, mountPoint]) => mountPoint === directory);
  return uppermost?.[3].split(',') ?? [];
}

function allowedCpus(pid) {
  const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
  return /^Cpus_allowed_list:\s*(.*)$/m
    .exec(status)[1]
    .split(',')
    .flatMap((range) => {
      const [first, last = first] = range.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });
}
