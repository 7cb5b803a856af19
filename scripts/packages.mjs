// What a machine can offer beyond Node and a compiler, and the Debian packages that bring it.

import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';

export const packageSets = {
  compiler: {
    purpose: 'the native addon',
    packages: ['g++', 'make', 'python3'],
    programs: ['g++', 'make', 'python3'],
  },
  lab: {
    purpose: 'the kernel lab',
    packages: ['user-mode-linux', 'kmod', 'iproute2'],
    programs: ['linux.uml', 'modprobe', 'ip', 'taskset'],
  },
  engine: {
    purpose: 'testing the userspace engine without Node',
    packages: ['libuv1-dev'],
    programs: [],
    headers: ['uv.h'],
  },
  interop: {
    purpose: 'the interop matrix',
    packages: ['cmake', 'iproute2', 'libsctp-dev', 'libusrsctp-dev', 'util-linux'],
    programs: ['cmake', 'ip', 'unshare'],
    headers: ['netinet/sctp.h', 'usrsctp.h'],
  },
  programs: {
    purpose: 'the independent programs of the interop matrix',
    packages: [
      ...['curl', 'erlang-base', 'freediameter-extensions', 'freediameterd', 'iperf3'],
      ...['libusrsctp-examples', 'lksctp-tools', 'ncat', 'netperfmeter', 'osmo-stp', 'socat'],
    ],
    // Some of them would be services from then on.
    options: "-o Dpkg::Options::='--path-exclude=/lib/systemd/system/*'",
    programs: [
      ...['curl', 'escript', 'freeDiameterd', 'iperf3', 'ncat', 'netperfmeter', 'osmo-stp'],
      ...['sctp_test', 'socat', '/usr/lib/usrsctp/client'],
    ],
  },
  perf: {
    purpose: 'measuring performance',
    packages: ['cmake', 'libuv1-dev', 'libusrsctp-dev'],
    programs: ['cmake'],
    headers: ['uv.h', 'usrsctp.h'],
  },
  format: {
    purpose: 'checking the format of C++',
    packages: ['clang-format'],
    programs: ['clang-format'],
  },
};

export function missingPrograms({ programs, headers = [] }) {
  return [
    ...programs.filter((program) => !findProgram(program)),
    ...headers.filter((header) => !findHeader(header)),
  ];
}

export function installCommand({ packages, options }) {
  return ['apt-get install -y --no-install-recommends', options, ...packages]
    .filter(Boolean)
    .join(' ');
}

// An ordinary user's PATH lacks the sbin directories, where Debian keeps modprobe and ip.
function findProgram(name) {
  const directories = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
  return directories.some((directory) => isExecutable(path.resolve(directory, name)));
}

function findHeader(name) {
  return ['/usr/include', '/usr/local/include'].some((directory) =>
    existsSync(path.join(directory, name)),
  );
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
