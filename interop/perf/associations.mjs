// Many associations on one server: how long they take to set up, what each costs in memory, and
// what they carry together.
//
//   node interop/perf/associations.mjs [--counts 1,1000,10000] [--messages 300000] [--rounds 3]
//
// The userspace engine, one process for the server and one for all its clients. Each client is a
// socket of its own (`connectSCTP`); the server's are accepted (`createSCTPServer`).

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';

import { begin } from './node/many.mjs';
import { spread, table } from './report.mjs';

const { values: options } = parseArgs({
  options: {
    counts: { type: 'string', default: '1,1000,10000' },
    messages: { type: 'string', default: '300000' },
    rounds: { type: 'string', default: '3' },
  },
});

/** What a run measures. */
const columns = {
  setUp: { title: 'set-up, s', digits: 2 },
  serverMemory: { title: 'KiB each, server', digits: 1 },
  clientMemory: { title: 'KiB each, client', digits: 1 },
  rate: { title: '64 B, /s', digits: 0 },
};

if (process.send !== undefined) await begin();
else await main();

async function main() {
  const rows = [];
  for (const count of options.counts.split(',').map(Number)) {
    const runs = [];
    for (let round = 0; round < Number(options.rounds); round++) runs.push(await measure(count));
    const cells = Object.entries(columns).map(([key, { digits }]) => {
      return spread(runs.map((run) => run[key])).median.toFixed(digits);
    });
    rows.push([count, ...cells]);
  }
  const head = ['associations', ...Object.values(columns).map(({ title }) => title)];
  process.stdout.write(table(head, rows));
}

function start(role) {
  const child = fork(import.meta.filename, [], { execArgv: ['--expose-gc'] });
  const ask = async (question) => {
    child.send({ role, ...question });
    const [answer] = await once(child, 'message');
    return answer;
  };
  return { ask, end: () => child.disconnect() };
}

async function measure(count) {
  const [server, client] = [start('server'), start('client')];
  try {
    const where = await server.ask({ task: 'listen' });
    const before = { server: where.memory, client: (await client.ask({ task: 'weigh' })).memory };
    const connected = await client.ask({ task: 'connect', count, ...where });
    const after = await server.ask({ task: 'weigh' });
    const messages = Number(options.messages);
    const counted = server.ask({ task: 'receive', messages });
    await client.ask({ task: 'send', messages });
    return {
      setUp: connected.seconds,
      serverMemory: (after.memory - before.server) / count / 1024,
      clientMemory: (connected.memory - before.client) / count / 1024,
      rate: messages / (await counted).seconds,
    };
  } finally {
    server.end();
    client.end();
  }
}
