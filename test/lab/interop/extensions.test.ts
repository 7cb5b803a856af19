import { expect } from 'chai';
import { it } from 'mocha';

import { event, message } from '../../helpers/events';
import { until } from '../../helpers/until';
import { forEachMeeting, meet } from './meeting';

forEachMeeting('an extension between engines', (engines) => {
  it('PR-SCTP: what is given up for its age is reported, and what follows it arrives', async () => {
    const { a, z } = await meet(engines, {
      server: { pauseOnConnect: true, receiveBufferSize: 8192 },
    });
    const failed = event(a, 'sendFailed');
    const body = Buffer.alloc(1000, 'x');
    const partialReliability = { policy: 'ttl', value: 50 } as const;
    for (let context = 1; context <= 200; context++) {
      await a.send(body, { context, partialReliability });
    }
    const { message: given } = await failed;
    expect(given.context).to.be.within(1, 200);
    expect(given.data.equals(body)).to.equal(true);
    const last = 'the last';
    void a.send(last);
    for await (const { data } of z.messages()) if (String(data) === last) break;
  });

  const reconfig = {
    reconfigSupported: true,
    streamResetEnabled: { streams: true, association: true, addStreams: true },
  };

  it('RE-CONFIG: either side starts a stream anew, and both are told', async () => {
    const { a, z } = await meet(engines, {
      server: { options: reconfig },
      client: { options: reconfig },
    });
    for (const [from, to] of [
      [a, z],
      [z, a],
    ] as const) {
      await from.send('first', { stream: 2 });
      expect((await message(to)).ssn).to.equal(0);
      await from.send('second', { stream: 2 });
      expect((await message(to)).ssn).to.equal(1);
      const told = Promise.all([event(from, 'streamReset'), event(to, 'streamReset')]);
      from.resetStreams({ outgoing: true, streams: [2] });
      const [atSender, atReceiver] = await told;
      const done = { denied: false, failed: false };
      expect(atSender).to.deep.include({ ...done, outgoing: true, streams: [2] });
      expect(atReceiver).to.deep.include({ ...done, incoming: true, streams: [2] });
      await from.send('anew', { stream: 2 });
      expect((await message(to)).ssn).to.equal(0);
    }
  });

  it('RE-CONFIG: streams that the client adds carry messages', async () => {
    const { a, z } = await meet(engines, {
      server: { options: reconfig },
      client: { options: reconfig },
    });
    const before = a.outboundStreams;
    const told = Promise.all([event(a, 'streamChange'), event(z, 'streamChange')]);
    a.addStreams({ outbound: 3 });
    for (const change of await told) expect(change).to.include({ denied: false, failed: false });
    expect(a.outboundStreams).to.equal(before + 3);
    await a.send('new', { stream: before + 2 });
    expect((await message(z)).stream).to.equal(before + 2);
  });

  it('ASCONF under AUTH: the client adds an address, prefers it, and takes the other away', async () => {
    const options = { asconfSupported: true, authSupported: true };
    const [first, second] = ['127.0.0.3', '127.0.0.5'];
    const { a, z } = await meet(engines, {
      server: { options },
      client: { options, localAddresses: [first] },
    });
    const seenByZ = (): string[] => z.remoteAddresses.map(({ address }) => address);
    a.bindAddresses([second]);
    await until(() => seenByZ().includes(second));
    a.requestPeerPrimaryAddress(second);
    await until(() => z.getStatus().primary.address.address === second);
    a.unbindAddresses([first]);
    await until(() => !seenByZ().includes(first));
    await z.send('x');
    expect(String((await message(a)).data)).to.equal('x');
  });
});
