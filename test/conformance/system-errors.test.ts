import { createSocket } from 'node:dgram';
import os from 'node:os';

import { expect } from 'chai';
import { describe, it } from 'mocha';

import {
  connectSCTP,
  createSCTPEndpoint,
  createSCTPServer,
  type SCTPConnectOptions,
  SCTPError,
} from '../../lib/index';
import { runScript } from '../helpers/child';
import { forEachEngine } from '../helpers/engines';
import { event, failure } from '../helpers/events';
import { opened } from '../helpers/opened';
import { connectedPair, listeningEndpoint, listeningServer } from '../helpers/pair';
import { refusal } from '../helpers/refusal';
import { kernelsUdpPort, watchedPair } from '../helpers/relay';
import { silentAddress } from '../helpers/silence';
import { withSysctls } from '../helpers/sysctl';
import { skipBecause, skipHereBecause } from '../helpers/tally';

const { errno } = os.constants;
const everyReset = { streams: true, association: true, addStreams: true };

/** Prints the error of listening at a port, as another user, or where no descriptor is left. */
const errorOfListening = `
  const { createSCTPServer } = require('net-sctp');
  const [engine, port, user] = process.argv.slice(1);
  const server = createSCTPServer({ engine });
  server.on('error', (error) => console.log(JSON.stringify(error)));
  try {
    while (port === '0') require('node:fs').openSync('/dev/null');
  } catch {}
  if (user) process.setuid(user);
  server.listen({ host: '127.0.0.1', port: +port });`;

/** Asks without sending anything. */
async function hasRouteTo(address: string): Promise<boolean> {
  const socket = createSocket('udp4');
  const error = await new Promise((resolve) => {
    socket.connect(9, address, resolve as () => void);
  });
  socket.close();
  return error === undefined;
}

// Each keeps its name, and has errno, syscall, address and port as far as there are.
forEachEngine('an error of the system', (engine) => {
  it('ECONNREFUSED', async () => {
    const server = await listeningServer(engine);
    const { port } = server.address()!;
    await server.close();
    const error = await event(opened(connectSCTP({ engine, host: '127.0.0.1', port })), 'error');
    expect(error).to.be.instanceOf(SCTPError);
    expect(error).to.include({
      ...{ name: 'SCTPError', code: 'ECONNREFUSED', errno: -errno.ECONNREFUSED },
      ...{ syscall: 'connect', address: '127.0.0.1', port },
    });
    expect(error.message).to.include(`connect ECONNREFUSED 127.0.0.1:${port}`);
  });

  it('EADDRINUSE', async () => {
    const { port } = (await listeningServer(engine)).address()!;
    const server = opened(createSCTPServer({ engine }));
    server.listen({ host: '127.0.0.1', port });
    expect(await event(server, 'error')).to.include({
      ...{ code: 'EADDRINUSE', errno: -errno.EADDRINUSE, syscall: 'bind' },
      ...{ address: '127.0.0.1', port },
    });
    const endpoint = opened(createSCTPEndpoint({ engine }));
    endpoint.bind({ address: '127.0.0.1', port });
    expect(await event(endpoint, 'error')).to.include({ code: 'EADDRINUSE', port });
    const client = opened(
      connectSCTP({
        engine,
        host: '127.0.0.1',
        port,
        localAddress: '127.0.0.1',
        localPort: port,
      }),
    );
    expect(await event(client, 'error')).to.include({
      code: 'EADDRINUSE',
      syscall: 'bind',
      port,
    });
  });

  it('EADDRNOTAVAIL', async () => {
    const server = opened(createSCTPServer({ engine }));
    server.listen({ host: '203.0.113.1' });
    expect(await event(server, 'error')).to.include({
      ...{ code: 'EADDRNOTAVAIL', errno: -errno.EADDRNOTAVAIL, syscall: 'bind' },
      ...{ address: '203.0.113.1', port: 0 },
    });
    const { a } = await connectedPair(engine);
    await a.send('x');
    expect(await failure(a.send('x', { address: '127.0.0.9' }))).to.include({
      code: 'EADDRNOTAVAIL',
    });
  });

  for (const code of ['ENOTFOUND', 'EAI_AGAIN']) {
    it(`${code}, which is the resolver's`, async () => {
      const notFound = Object.assign(new Error(`getaddrinfo ${code}`), { code });
      const lookup: SCTPConnectOptions['lookup'] = (_name, _options, done) => done(notFound, '', 4);
      const client = opened(connectSCTP({ engine, port: 9, host: 'name.test', lookup }));
      expect(await event(client, 'error')).to.equal(notFound);
      const server = opened(createSCTPServer({ engine, lookup }));
      server.listen({ host: 'name.test' });
      expect(await event(server, 'error')).to.equal(notFound);
      const endpoint = opened(createSCTPEndpoint({ engine, lookup }));
      endpoint.bind({ address: 'name.test' });
      expect(await event(endpoint, 'error')).to.equal(notFound);
      const another = await listeningEndpoint(engine, { lookup });
      expect(await failure(another.connect('name.test', 9))).to.equal(notFound);
    });
  }

  it('EMSGSIZE', async () => {
    const { a } = await connectedPair(engine, {
      client: { options: { disableFragments: true } },
    });
    const error = await failure(a.send(Buffer.alloc(100_000)));
    expect(error).to.include({ code: 'EMSGSIZE', errno: -errno.EMSGSIZE, associationId: a.id });
  });

  it('ENETUNREACH', async function () {
    if (await hasRouteTo(silentAddress))
      skipHereBecause(this, 'this host has a route to everywhere');
    const a = opened(connectSCTP({ engine, host: silentAddress, port: 9 }));
    expect(await event(a, 'error')).to.include({
      ...{ code: 'ENETUNREACH', errno: -errno.ENETUNREACH, syscall: 'connectx' },
      ...{ address: silentAddress, port: 9 },
    });
    const endpoint = opened(createSCTPEndpoint({ engine }));
    expect(await failure(endpoint.connect([silentAddress], 9))).to.include({ code: 'ENETUNREACH' });
  });

  it('EACCES', async function () {
    if (engine === 'userspace') skipBecause(this, "its SCTP ports are nobody else's concern");
    if (process.getuid?.() !== 0) skipHereBecause(this, 'to become another user needs root');
    const { stdout, stderr } = await runScript(errorOfListening, {
      args: [engine, '7', 'nobody'],
    });
    expect(JSON.parse(stdout || stderr)).to.deep.include({
      ...{ code: 'EACCES', errno: -errno.EACCES, syscall: 'bind' },
      ...{ address: '127.0.0.1', port: 7, hint: 'Ports below 1024 need CAP_NET_BIND_SERVICE' },
    });
  });

  it('EMFILE', async () => {
    const { stdout, stderr } = await runScript(errorOfListening, {
      args: [engine, '0'],
      descriptors: 64,
    });
    expect(JSON.parse(stdout || stderr)).to.deep.include({
      code: 'EMFILE',
      errno: -errno.EMFILE,
    });
  });

  describe('EINPROGRESS', () => {
    withSysctls(engine, { udp_port: kernelsUdpPort });

    it('while a reset is going on', async () => {
      // Its packets pass this thread: there is no answer between the two calls.
      const options = { reconfigSupported: true, streamResetEnabled: everyReset };
      const { a, stop } = await watchedPair(engine, { server: { options }, client: { options } });
      const told = event(a, 'streamReset');
      a.resetStreams({ incoming: true, streams: [1] });
      expect(refusal(() => a.resetStreams({ incoming: true, streams: [2] }))).to.include({
        ...{ code: 'EINPROGRESS', errno: -errno.EINPROGRESS, syscall: 'setsockopt' },
      });
      await told;
      await stop();
    });
  });
});
