import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { expect } from 'chai';
import { it } from 'mocha';

import {
  connectSCTP,
  getSCTPCapabilities,
  type SCTPPathInfo,
  type SCTPServer,
} from '../../lib/index';
import { runScriptSync, startScript } from '../helpers/child';
import { forEachEngine } from '../helpers/engines';
import { event, failure, message } from '../helpers/events';
import { opened } from '../helpers/opened';
import { connectedPair, listeningServer } from '../helpers/pair';
import { until } from '../helpers/until';

const messageCount = 100;

/** What a process has open that this one begins now. */
function descriptorsOfChild(): string {
  return execFileSync('ls', ['/proc/self/fd'], { encoding: 'latin1' });
}

/** What another process connects to a server with, as JavaScript. */
function optionsToConnectTo(server: SCTPServer): string {
  const { engine } = server;
  const { address: host, port } = server.address()!;
  const { ownUdpPort } = getSCTPCapabilities(engine).features;
  const udpEncapsulation = ownUdpPort
    ? { remotePort: server.getOption('localUdpEncapsulationPort') }
    : {};
  return JSON.stringify({ engine, host, port, udpEncapsulation });
}

/** By a signal: proc(5). */
function isStopped(pid: number): boolean {
  return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.startsWith('T');
}

forEachEngine('a process', (engine) => {
  it('that is begun inherits no descriptor', async () => {
    const before = descriptorsOfChild();
    const { a, z } = await connectedPair(engine);
    void a.send('flowing');
    await message(z);
    expect(descriptorsOfChild()).to.equal(before);
  });

  // The pipe holds its JavaScript in a read for as long as this test likes.
  it('whose JavaScript is blocked confirms paths and acknowledges messages', async () => {
    const { ownUdpPort } = getSCTPCapabilities(engine).features;
    const child = startScript(
      `const { readSync, writeSync } = require('node:fs');
      const server = require('net-sctp').createSCTPServer({
        engine: '${engine}',
        ${ownUdpPort ? 'udpEncapsulation: { localPort: 0 },' : ''}
      });
      let sizes = [];
      server.on('connection', (socket) => {
        socket.on('data', ({ stream, data }) => sizes.push(data.length));
        socket.on('close', () => server.close());
        socket.on('end', () => writeSync(1, JSON.stringify(sizes) + '\\n'));
      });
      server.listen({ localAddresses: ['127.0.0.1', '127.0.0.2'], port: 0 }, () => {
        const udpPort = ${ownUdpPort ? "server.getOption('localUdpEncapsulationPort')" : 0};
        writeSync(1, JSON.stringify({ port: server.address().port, udpPort }) + '\\n');
        readSync(0, Buffer.alloc(1));
      });`,
    );
    const { port, udpPort } = JSON.parse(await child.line()) as { port: number; udpPort: number };
    const a = opened(
      connectSCTP({
        ...{ engine, host: '127.0.0.1', port, noDelay: true },
        localAddresses: ['127.0.0.3', '127.0.0.4'], // which the other process has never seen
        ...(ownUdpPort && { udpEncapsulation: { remotePort: udpPort } }),
      }),
    );
    await event(a, 'connect');
    await until(() => a.getPeerAddressInfo('127.0.0.2').state === 'active');
    const sizes = Array.from({ length: messageCount }, (_, index) => 1 + index * 10);
    await Promise.all(sizes.map((size) => a.send(Buffer.alloc(size))));
    await until(() => a.getStatus().unackedData === 0);

    child.stdin.end('\n');
    a.end();
    expect(JSON.parse(await child.line())).to.deep.equal(sizes);
    expect(await child.ended).to.include({ status: 0, stderr: '' });
  });

  // It stops itself before the delayed acknowledgement comes, and its retransmission timer runs
  // out meanwhile. A timeout would leave it a congestion window of one packet (RFC 9260 section
  // 7.2.3).
  it('that was stopped hears what came meanwhile before it takes anything for lost', async () => {
    const rtoInfo = { initial: 100, min: 100, max: 10_000 };
    const delayedSack = { delay: 50, frequency: 2 };
    const server = await listeningServer(engine, { options: { rtoInfo, delayedSack } });
    const came = event(server, 'connection');
    const child = startScript(
      `const socket = require('net-sctp').connectSCTP({
        ...${optionsToConnectTo(server)},
        options: { rtoInfo: ${JSON.stringify(rtoInfo)} },
      });
      socket.on('data', ({ data }) => {
        if (data.toString() === 'stop') {
          socket.write('stopped');
          process.kill(process.pid, 'SIGSTOP');
        } else {
          console.log(JSON.stringify(socket.getPeerAddressInfo('127.0.0.1')));
          socket.end();
        }
      });
      console.log(process.pid);`,
    );
    const pid = Number(await child.line());
    const z = opened(await came);
    void z.send('stop');
    try {
      await message(z);
      await until(() => isStopped(pid));
      await z.send('go on');
      // Linux acknowledges it for the process. Where the process is the stack, this end has two
      // timeouts meanwhile.
      await until(() => {
        const { unackedData, primary } = z.getStatus();
        return unackedData === 0 || primary.rto > 200;
      });
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    const { congestionWindow, mtu } = JSON.parse(await child.line()) as SCTPPathInfo;
    expect(congestionWindow).to.be.at.least(2 * mtu);
    z.resume();
    expect(await child.ended).to.include({ status: 0, stderr: '' });
  });

  it('whose JavaScript is blocked while a peer comes and goes knows who that was', async () => {
    const server = await listeningServer(engine);
    const { port } = server.address()!;
    const came = event(server, 'connection');
    runScriptSync(
      `const socket = require('net-sctp').connectSCTP({
        ...${optionsToConnectTo(server)},
        localAddress: '127.0.0.2',
      });
      socket.on('connect', () => socket.abort());`,
    );
    const z = opened(await came);
    expect(z).to.include({
      remoteAddress: '127.0.0.2',
      localAddress: '127.0.0.1',
      localPort: port,
    });
    expect(z.remotePort).to.be.greaterThan(0);
    expect(await failure(event(z, 'close'))).to.include({ code: 'ECONNRESET' });
  });
});
