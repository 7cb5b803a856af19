import { expect } from 'chai';
import { it } from 'mocha';

import { forEachEngine } from '../helpers/engines';
import { collect, event, messages, outcome } from '../helpers/events';
import {
  fade,
  fadingAddress,
  lastingAddress,
  reappear,
  withFadingNetwork,
} from '../helpers/fading';
import { opened } from '../helpers/opened';
import { connectedPair, connecting } from '../helpers/pair';

forEachEngine('the end of an association where the network fails', (engine) => {
  withFadingNetwork();

  const hasty = {
    rtoInfo: { initial: 20, min: 20, max: 40 },
    associationParameters: { maxRetransmits: 2 },
    peerAddressParameters: { pathMaxRetransmits: 1 },
  };

  it('is told by ERR_SCTP_ASSOCIATION_LOST', async () => {
    const { a } = await connectedPair(engine, {
      listen: { host: fadingAddress },
      client: { localAddress: lastingAddress, options: hasty },
    });
    fade();
    const states = collect(a, 'peerAddressChange');
    await a.send('into the void');
    const { error } = await outcome(a);
    expect(error).to.include({ code: 'ERR_SCTP_ASSOCIATION_LOST', address: fadingAddress });
    expect(a.endedBy).to.equal('pathLoss');
    expect(states.map(({ state }) => state)).to.include('unreachable');
  });

  it('is told after each message that did not arrive, however many they are', async () => {
    const { a } = await connectedPair(engine, {
      listen: { host: fadingAddress },
      client: {
        localAddress: lastingAddress,
        options: hasty,
        ...{ sendBufferSize: 400_000, receiveBufferSize: 20_000 },
      },
    });
    fade();
    const failed = collect(a, 'sendFailed');
    const lost = new Set<number>();
    const sent = Array.from({ length: 300 }, (_, context) => context);
    const data = Buffer.alloc(1000);
    for (const context of sent) a.send(data, { context }).catch(() => lost.add(context));
    await outcome(a);
    for (const { message } of failed) lost.add(message.context);
    expect(lost).to.have.all.keys(sent);
  });

  it('and the peer comes back as if nothing had been, is told by a restart', async () => {
    const { server, a, z } = await connectedPair(engine, {
      listen: { host: lastingAddress },
      client: { localAddress: fadingAddress },
    });
    const { localPort } = a;
    const changes = collect(z, 'associationChange');
    z.on('error', () => undefined);
    fade();
    a.abort(); // Nobody hears of it.
    reappear();
    const again = connecting(server, { localAddress: fadingAddress, localPort: localPort! });
    await event(again, 'connect');
    again.write('hello again');
    const [message] = await messages(z, 1);
    expect(message!.data.toString()).to.equal('hello again');
    expect(changes.map(({ state }) => state)).to.deep.equal(['restart']);
    expect(z).to.include({ state: 'established', endedBy: undefined });
    opened(again);
  });
});
