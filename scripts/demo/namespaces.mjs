// Two network namespaces with two links between them: the one that this process is in, and the
// one of another process. They vanish with the processes.

import { execFileSync } from 'node:child_process';

const links = [
  { name: 'path1', client: '10.0.1.1', server: '10.0.1.2' },
  { name: 'path2', client: '10.0.2.1', server: '10.0.2.2' },
];

export const description = 'two network namespaces, two links';
export const clientAddresses = links.map(({ client }) => client);
export const serverAddresses = links.map(({ server }) => server);

export function connectNamespaceOf(pid) {
  const there = ['nsenter', '-t', pid, '-n'];
  for (const { name, client, server } of links) {
    execute('ip', 'link', 'add', name, 'type', 'veth', 'peer', 'name', name, 'netns', pid);
    bringUp([], name, client);
    bringUp(there, name, server);
  }
}

export function cutFirstPath() {
  execute('ip', 'link', 'set', links[0].name, 'down');
}

export function mendFirstPath() {
  execute('ip', 'link', 'set', links[0].name, 'up');
}

function bringUp(where, name, address) {
  execute(...where, 'ip', 'link', 'set', 'lo', 'up');
  execute(...where, 'ip', 'address', 'add', `${address}/24`, 'dev', name);
  execute(...where, 'ip', 'link', 'set', name, 'up');
}

function execute(command, ...args) {
  execFileSync(command, args.map(String), { stdio: ['ignore', 'ignore', 'inherit'] });
}
