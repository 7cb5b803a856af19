import { expect } from 'chai';
import { it } from 'mocha';

import {
  connectSCTP,
  createSCTPEndpoint,
  createSCTPServer,
  formatSCTPAddress,
  resolveSCTPAddress,
  resolveSCTPAddresses,
  sctpAddress,
  type SCTPEndpoint,
  type SCTPEngine,
} from '../../lib/index';
import { forEachEngine } from '../helpers/engines';
import { collect, event, failure, message, record } from '../helpers/events';
import { opened } from '../helpers/opened';
import { connectedPair, listeningEndpoint } from '../helpers/pair';

const streams = { outboundStreams: 8, maxInboundStreams: 8 };

/** The Go fork's listening connection: one-to-many, on these addresses. */
async function listening(
  engine: SCTPEngine,
  ...addresses: readonly string[]
): Promise<SCTPEndpoint> {
  const endpoint = opened(createSCTPEndpoint({ engine, outboundStreams: 16 }));
  endpoint.bind({ addresses }).listen();
  await event(endpoint, 'listening');
  return endpoint;
}

/** Its tests, each under its own name, with its payloads, streams and PPIDs. */
forEachEngine('the Go fork', (engine) => {
  it('TestResolveSCTPAddrUnknownNetwork', async () => {
    const family = 5 as 4;
    const error = await failure(resolveSCTPAddress('127.0.0.1:1', { family }));
    expect(error).to.include({ code: 'ERR_INVALID_ARG_VALUE' });
  });

  it('TestResolveSCTPMultiAddrUnknownNetwork', async () => {
    const family = 5 as 4;
    const error = await failure(resolveSCTPAddresses(['127.0.0.1:1'], { family }));
    expect(error).to.include({ code: 'ERR_INVALID_ARG_VALUE' });
  });

  it('TestParseNetworkSCTP', async () => {
    for (const family of [0, 4] as const) {
      expect(await resolveSCTPAddress('127.0.0.1:1', { family })).to.include({ family: 'IPv4' });
    }
    expect(await resolveSCTPAddress('[::1]:1', { family: 6 })).to.include({ family: 'IPv6' });
  });

  it('TestSCTPAddrString', () => {
    expect(formatSCTPAddress(sctpAddress('127.0.0.1', 4242))).to.equal('127.0.0.1:4242');
    expect(formatSCTPAddress(sctpAddress('::1', 1))).to.equal('[::1]:1');
  });

  it('TestResolveSCTPMultiAddrMismatchedPorts', async () => {
    const error = await failure(resolveSCTPAddresses(['127.0.0.1:1', '127.0.0.2:2']));
    expect(error).to.include({ code: 'ERR_SCTP_ADDRESS_MISMATCH' });
  });

  it('TestSCTPLoopbackReadWrite', async () => {
    const { a, z } = await connectedPair(engine, { server: streams, client: streams });
    void a.send('sctp-loopback-test', { stream: 2, ppid: 42 });
    const { data, stream, ppid, remoteAddress } = await message(z);
    expect(data.toString()).to.equal('sctp-loopback-test');
    expect({ stream, ppid }).to.deep.equal({ stream: 2, ppid: 42 });
    expect(remoteAddress.port).to.equal(a.localPort);
  });

  it('TestSCTPUnsupportedOnBadNetwork', () => {
    const family = 'udp' as unknown as 4;
    expect(() => createSCTPServer({ engine, family }))
      .to.throw()
      .that.includes({
        code: 'ERR_INVALID_ARG_VALUE',
      });
  });

  it('TestSCTPMultiListenLocalAddrs', async () => {
    const endpoint = await listening(engine, '127.0.0.1', '127.0.0.2');
    const addresses = endpoint.addresses().map(({ address }) => address);
    expect(addresses).to.include('127.0.0.2');
  });

  it('TestDialSCTPMultiRemoteMulti', async () => {
    const server = await listening(engine, '127.0.0.1', '127.0.0.2');
    const remoteAddresses = ['127.0.0.1', '127.0.0.2'];
    const { port } = server.address();
    const client = opened(connectSCTP({ engine, port, remoteAddresses }));
    void client.send('sctp-multi-remote', { stream: 1, ppid: 11 });
    const { data, stream, ppid } = await message(server);
    expect(data.toString()).to.equal('sctp-multi-remote');
    expect({ stream, ppid }).to.deep.equal({ stream: 1, ppid: 11 });
  });

  it('TestDialSCTPMultiPeerAddrs', async () => {
    const server = await listening(engine, '127.0.0.1', '127.0.0.2');
    const remoteAddresses = ['127.0.0.1', '127.0.0.2'];
    const { port } = server.address();
    const client = opened(connectSCTP({ engine, port, remoteAddresses }));
    await event(client, 'connect');
    expect(client.remoteAddresses).to.have.length(2);
  });

  it('TestDialSCTPMultiWriteFallback', async () => {
    const server = await listening(engine, '127.0.0.1', '127.0.0.2');
    const remoteAddresses = ['127.0.0.3', '127.0.0.1', '127.0.0.2'];
    const { port } = server.address();
    const options = { rtoInfo: { initial: 200, max: 400, min: 100 } };
    const client = opened(connectSCTP({ engine, port, remoteAddresses, options }));
    void client.send('sctp-multi-fallback', { stream: 3, ppid: 77 });
    const { data, stream, ppid } = await message(server);
    expect(data.toString()).to.equal('sctp-multi-fallback');
    expect({ stream, ppid }).to.deep.equal({ stream: 3, ppid: 77 });
  });

  it('TestSCTPDefaultSendInfoAndRecvNxtInfo', async () => {
    const { a, z } = await connectedPair(engine, {
      server: { options: { receiveNextInfo: true } },
      client: { defaultSend: { stream: 9, ppid: 901 } },
    });
    expect(z.getOption('receiveNextInfo')).to.equal(true);
    a.write('default-sndinfo');
    const { data, stream, ppid } = await message(z);
    expect(data.toString()).to.equal('default-sndinfo');
    expect({ stream, ppid }).to.deep.equal({ stream: 9, ppid: 901 });
  });

  it('TestSCTPAssocStatusAndPeelOff', async () => {
    const server = await listening(engine, '127.0.0.1');
    const client = await listeningEndpoint(engine);
    const id = await client.connect('127.0.0.1', server.address().port);
    void client.send('assoc-status-peeloff', { associationId: id }, { stream: 2, ppid: 44 });
    const first = await message(server);
    expect(first.data.toString()).to.equal('assoc-status-peeloff');
    expect(first).to.include({ stream: 2, ppid: 44 });

    const ids = server.getAssociationIds();
    expect(ids).to.deep.equal([first.associationId]);
    expect(server.getStatus(ids[0]!).state).to.equal('established');
    const peeled = opened(server.peelOff());
    void client.send('peeled-payload', { associationId: id }, { stream: 3, ppid: 45 });
    const second = await message(peeled);
    expect(second.data.toString()).to.equal('peeled-payload');
    expect(second).to.include({ stream: 3, ppid: 45 });
  });

  it('TestSCTPMultiSocketControls', async () => {
    const server = await listening(engine, '127.0.0.1', '127.0.0.2');
    const remoteAddresses = ['127.0.0.1', '127.0.0.2'];
    const { port } = server.address();
    const options = { reconfigSupported: true };
    const client = opened(connectSCTP({ engine, port, remoteAddresses, options }));
    await event(client, 'connect');

    const rtoInfo = { initial: 1200, max: 3000, min: 600 };
    client.setOption('rtoInfo', rtoInfo);
    expect(client.getOption('rtoInfo')).to.deep.equal(rtoInfo);
    client.setOption('delayedSack', { delay: 200, frequency: 2 });
    client.setOption('maxBurst', 2);
    client.setOption('maxSegmentSize', 1200);
    client.setOption('autoClose', 5);
    expect(client.getOption('autoClose')).to.equal(5);
    expect(client.remoteAddresses).to.have.length(2);
    client.setPrimaryAddress('127.0.0.2');
    expect(client.getStatus().primary.address.address).to.equal('127.0.0.2');

    server.bindAddresses(['127.0.0.3']);
    expect(server.addresses().map(({ address }) => address)).to.include('127.0.0.3');
    server.unbindAddresses(['127.0.0.3']);
    expect(server.addresses().map(({ address }) => address)).not.to.include('127.0.0.3');
  });

  it('TestSCTPMultiSocketControls: streams are reset and added', async () => {
    const options = {
      reconfigSupported: true,
      streamResetEnabled: { streams: true, association: true, addStreams: true },
    };
    const { a, z } = await connectedPair(engine, { server: { options }, client: { options } });
    const resets = collect(z, 'streamReset');
    const reset = event(a, 'streamReset');
    a.resetStreams({ outgoing: true, streams: [1] });
    expect(await reset).to.include({ outgoing: true, denied: false, failed: false });

    const changed = event(a, 'streamChange');
    a.addStreams({ inbound: 1, outbound: 1 });
    expect(await changed).to.include({ denied: false, failed: false });
    expect(resets[0]?.streams).to.deep.equal([1]);
  });

  it('TestSCTPOneToManyMultiAssocIDs', async () => {
    const [first, second] = [
      await listening(engine, '127.0.0.1'),
      await listening(engine, '127.0.0.1'),
    ];
    const client = opened(createSCTPEndpoint({ engine }));
    client.bind({ address: '127.0.0.1' });
    const to = (server: SCTPEndpoint) => ({ address: '127.0.0.1', port: server.address().port });
    void client.send('one-to-many-a', to(first), { stream: 1, ppid: 101 });
    void client.send('one-to-many-b', to(second), { stream: 2, ppid: 102 });
    const [a, b] = await Promise.all([message(first), message(second)]);
    expect(a.data.toString()).to.equal('one-to-many-a');
    expect(a).to.include({ stream: 1, ppid: 101 });
    expect(b.data.toString()).to.equal('one-to-many-b');
    expect(b).to.include({ stream: 2, ppid: 102 });
    const ids = new Set(client.getAssociationIds());
    expect(ids.size).to.equal(2);
    expect(ids.has(0)).to.equal(false);
  });

  it('TestSCTPFreeBSDNotificationDelivery', async () => {
    const { a, z } = await connectedPair(engine);
    // A path of the peer's may be confirmed at any time in between (RFC 6458 section 6.1.2).
    const seen = record(z, 'peerShutdown', 'associationChange');
    void a.send('notify-probe', { stream: 1, ppid: 7 });
    expect((await message(z)).data.toString()).to.equal('notify-probe');
    z.resume();
    a.end();
    await event(z, 'close');
    expect(seen).to.deep.equal(['peerShutdown', 'associationChange']);
  });
});
