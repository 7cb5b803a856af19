import { once } from 'node:events';

import { expect } from 'chai';
import { describe } from 'mocha';

import { createSCTPEndpoint, type SCTPEndpoint, type SCTPServer } from '../../lib/index';
import { runScript, startScript } from '../helpers/child';
import { forEachEngine, itNeeds } from '../helpers/engines';
import { event, failure, message } from '../helpers/events';
import { opened } from '../helpers/opened';
import { sealed } from '../helpers/packet';
import { connectedPair, connecting, listeningEndpoint, listeningServer } from '../helpers/pair';
import { closeUdp, freeUdpPort, isUdpPortOpen, udpSocket } from '../helpers/udp';
import { until } from '../helpers/until';

const portOf = (one: SCTPServer | SCTPEndpoint): number =>
  one.getOption('localUdpEncapsulationPort');

forEachEngine('the UDP port', (engine) => {
  const it = itNeeds.bind(undefined, engine, 'ownUdpPort');
  const listensAt = (localPort: number) =>
    listeningServer(engine, { udpEncapsulation: { localPort } });

  describe('that something else has', () => {
    const expectInUse = (error: unknown, port: number, syscall = 'listen') => {
      const address = '0.0.0.0';
      expect(error).to.include({ code: 'EADDRINUSE', errno: -98, syscall, address, port });
      expect(error).to.have.property('hint').that.includes('udpEncapsulation.localPort');
    };

    it("is in use for a listener: a dgram socket's", async () => {
      const socket = await udpSocket();
      const { port } = socket.address();
      expectInUse(await failure(listensAt(port)), port);
      const udpEncapsulation = { localPort: port };
      expectInUse(await failure(listeningEndpoint(engine, { udpEncapsulation })), port);
      await closeUdp(socket);
      expect(portOf(await listensAt(port))).to.equal(port);
    });

    it("is in use for a listener: another process's", async () => {
      const child = startScript(
        `const server = require('net-sctp').createSCTPServer({
          engine: '${engine}',
          udpEncapsulation: { localPort: 0 },
        });
        server.listen({ host: '127.0.0.1', port: 0 }, () => {
          console.log(server.getOption('localUdpEncapsulationPort'));
        });
        process.stdin.on('end', () => server.close()).resume();`,
      );
      const port = Number(await child.line());
      expectInUse(await failure(listensAt(port)), port);
      child.stdin.end();
      expect(await child.ended).to.include({ status: 0, stderr: '' });
      expect(portOf(await listensAt(port))).to.equal(port);
    });

    it('is in use for who connects', async () => {
      const server = await listeningServer(engine);
      const socket = await udpSocket();
      const { port } = socket.address();
      const a = connecting(server, { udpEncapsulation: { localPort: port } });
      expectInUse(await failure(event(a, 'connect')), port, 'connectx');
      await closeUdp(socket);
    });
  });

  it('of endpoints of one process that want the same is shared', async () => {
    const port = await freeUdpPort();
    const servers = [await listensAt(port), await listensAt(port)];
    expect(servers.map(portOf)).to.deep.equal([port, port]);
    for (const [index, server] of servers.entries()) {
      const received = event(server, 'connection').then((z) => message(opened(z)));
      const a = connecting(server, { udpEncapsulation: { localPort: port } });
      void a.send(`to ${index}`);
      expect((await received).data.toString()).to.equal(`to ${index}`);
      expect(a.getOption('localUdpEncapsulationPort')).to.equal(port);
    }
  });

  it('0 is a free one of its own', async () => {
    const [one, other] = [await listensAt(0), await listensAt(0)];
    expect(portOf(one)).to.be.greaterThan(0);
    expect(portOf(other)).to.be.greaterThan(0).and.not.equal(portOf(one));
    const { a, z } = await connectedPair(engine, {
      client: { udpEncapsulation: { localPort: 0 } },
    });
    expect(z.getOption('localUdpEncapsulationPort')).to.not.equal(
      a.getOption('localUdpEncapsulationPort'),
    );
  });

  it('reads 0 until there is one', async () => {
    const endpoint = opened(createSCTPEndpoint({ engine }));
    endpoint.bind({ address: '127.0.0.1' });
    await event(endpoint, 'listening');
    expect(portOf(endpoint)).to.equal(0);
    endpoint.listen();
    expect(portOf(endpoint)).to.be.greaterThan(0);
  });

  it('cannot be changed once there is one', async () => {
    const endpoint = await listeningEndpoint(engine);
    expect(() => endpoint.setOption('localUdpEncapsulationPort', 0))
      .to.throw()
      .that.includes({ code: 'EINVAL', syscall: 'setsockopt' });
  });

  it('is that of SCTP_UDP_PORT, for who listens and for who connects', async () => {
    const port = await freeUdpPort();
    const before = process.env['SCTP_UDP_PORT'];
    process.env['SCTP_UDP_PORT'] = String(port);
    try {
      const server = await listeningServer(engine);
      expect(portOf(server)).to.equal(port);
      const connection = event(server, 'connection');
      const child = runScript(
        `const socket = require('net-sctp').connectSCTP({
          engine: '${engine}',
          host: '127.0.0.1',
          port: ${server.address()!.port},
        });
        socket.end('by SCTP_UDP_PORT');`,
      );
      const z = opened(await connection);
      expect((await message(z)).data.toString()).to.equal('by SCTP_UDP_PORT');
      z.resume();
      expect(await child).to.include({ status: 0, stderr: '' });
    } finally {
      if (before === undefined) delete process.env['SCTP_UDP_PORT'];
      else process.env['SCTP_UDP_PORT'] = before;
    }
  });

  it('that a packet came in by is the one that its answer leaves by', async () => {
    const [server, other] = [await listensAt(0), await listensAt(0)];
    const sctpPort = server.address()!.port.toString(16).padStart(4, '0');
    const init = sealed(
      `0f1d${sctpPort} 00000000 00000000 01000014 00000001 00010000 000a000a 00000001`,
    );
    const stranger = await udpSocket();
    for (const port of [portOf(server), portOf(other), portOf(server)]) {
      const answered = once(stranger, 'message') as Promise<[Buffer, { port: number }]>;
      stranger.send(init, port, '127.0.0.1');
      const [answer, from] = await answered;
      expect(answer[12], 'INIT-ACK').to.equal(2);
      expect(from.port).to.equal(port);
    }
    await closeUdp(stranger);
  });

  it('closes when no endpoint has it any more', async () => {
    const port = await freeUdpPort();
    const [one, other] = [await listensAt(port), await listensAt(port)];
    await one.close();
    expect(isUdpPortOpen(port)).to.equal(true);
    const a = connecting(other);
    const z = opened(await event(other, 'connection'));
    z.resume();
    await a.shutdown();
    await other.close();
    await until(() => !isUdpPortOpen(port));
    await closeUdp(await udpSocket(port));
  });
});
