// Each worker thread has sockets of its own; one server hears them all.

import { once } from 'node:events';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { connectSCTP, createSCTPServer } from 'net-sctp';

async function greet(port: number, name: string): Promise<void> {
  const socket = connectSCTP({ host: '127.0.0.1', port });
  await socket.send(`hello from ${name}`);
  await socket.shutdown();
}

async function listenToWorkers(names: string[]): Promise<void> {
  const heard: string[] = [];
  const server = createSCTPServer((socket) => {
    socket.on('message', (data) => heard.push(data.toString()));
  });
  server.listen({ host: '127.0.0.1' });
  await once(server, 'listening');
  const { port } = server.address()!;
  const workers = names.map((name) => {
    return new Worker(new URL(import.meta.url), { workerData: { port, name } });
  });
  await Promise.all(workers.map((worker) => once(worker, 'exit')));
  await server.close();
  console.log(heard.sort().join('\n'));
}

if (isMainThread) {
  await listenToWorkers(['Alice', 'Bob', 'Carol']);
} else {
  const { port, name } = workerData as { port: number; name: string };
  await greet(port, name);
}

// Prints:
// hello from Alice
// hello from Bob
// hello from Carol
