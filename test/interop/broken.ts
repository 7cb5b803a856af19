// A peer of the interop matrix that does not do as it should: `broken HOW`, then as interop/README.md
// has it.

import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';

import { connectSCTP, createSCTPServer, type SCTPSocket } from '../../lib/index';

const [, , how, host, port, payload] = process.argv;
const { UDP_PORT, REMOTE_UDP_PORT } = process.env;
const longestPatienceMs = 50;

const engine = 'userspace';
const streams = { outboundStreams: 8, maxInboundStreams: 8 };

const behaviours: Record<string, () => void> = {
  wrongPpid: () => {
    serve((socket) => {
      socket.on('message', (data, { stream, ppid }) => {
        socket.write({ data, stream, ppid: ppid + 1 });
      });
    });
  },
  silent: () => {
    createSocket('udp4').bind(Number(UDP_PORT), '127.0.0.1', ready);
  },
  silentClient: () => {
    connect((socket) => socket.resume());
  },
  abrupt: () => {
    serve((socket) => {
      socket.on('message', (data, { stream, ppid }) => socket.write({ data, stream, ppid }));
      setTimeout(() => socket.abort('no reason'), Math.random() * longestPatienceMs);
    });
  },
  flooding: () => {
    serve((socket) => {
      const send = (): void => {
        while (!socket.destroyed && socket.write(payload!));
      };
      socket.on('drain', send).resume();
      send();
    });
  },
  babbling: () => {
    const line = `NODE_SERVER_NOTIFY ${'bla '.repeat(1000)}\n`;
    const say = (): void => void process.stdout.write(line.repeat(100), say);
    say();
  },
  mumbling: () => {
    serve(() => {
      process.stdout.write('NODE_SERVER_NOTIFY type=associationChange sta', () => process.exit());
    });
  },
  haunting: () => {
    const options = { detached: true, stdio: 'inherit' } as const;
    spawn(process.execPath, ['-e', 'setTimeout(() => {}, 10_000)'], options).unref();
    process.exitCode = 4;
  },
  absent: () => {
    process.exitCode = 3;
  },
};

behaviours[how!]!();

function ready(): void {
  process.stdout.write(`NODE_SERVER_READY port=${port}\n`);
}

function serve(onConnection: (socket: SCTPSocket) => void): void {
  const udpEncapsulation = { localPort: Number(UDP_PORT) };
  const server = createSCTPServer({ engine, udpEncapsulation, ...streams }, (socket) => {
    void server.close();
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  server.listen({ host: host!, port: Number(port) }, ready);
}

function connect(onConnect: (socket: SCTPSocket) => void): void {
  const udpEncapsulation = { remotePort: Number(REMOTE_UDP_PORT) };
  const to = { host: host!, port: Number(port) };
  const socket = connectSCTP({ engine, udpEncapsulation, ...streams, ...to }, () => {
    onConnect(socket);
  });
}
