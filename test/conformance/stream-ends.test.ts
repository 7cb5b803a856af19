import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { expect } from 'chai';
import { it } from 'mocha';
import sinon from 'sinon';

import { type SCTPMessage } from '../../lib/index';
import { forEachEngine } from '../helpers/engines';
import { collect, event, failure, message, outcome } from '../helpers/events';
import { connectedPair } from '../helpers/pair';
import { fill, take, texts, tight } from '../helpers/streams';
import { until } from '../helpers/until';

forEachEngine('a stream of its own ends', (engine) => {
  it('in one direction by end(), which the association outlives', async () => {
    const { a, z } = await connectedPair(engine);
    const ours = a.openStream(1);
    const theirs = z.openStream(1);
    ours.end('the last');
    await once(ours, 'finish');
    expect(ours.messagesSent).to.equal(1);
    expect(texts(await take(theirs, 1))).to.deep.equal(['the last']);
    theirs.write('still read');
    expect(texts(await take(ours, 1))).to.deep.equal(['still read']);
    expect(ours.destroyed).to.equal(false);
    expect([a.state, z.state]).to.deep.equal(['established', 'established']);
  });

  it('with the association, when all has been read', async () => {
    const { a, z } = await connectedPair(engine);
    const stream = z.openStream(1);
    stream.end();
    for (const text of ['one', 'two', 'three']) a.write({ data: text, stream: 1 });
    a.end();
    await event(z, 'close');

    const received: SCTPMessage[] = [];
    for await (const one of stream) received.push(one);
    expect(texts(received)).to.deep.equal(['one', 'two', 'three']);
    expect(stream).to.include({ readableEnded: true, writableFinished: true, errored: null });
  });

  it('where nobody reads and nothing is left to read', async () => {
    const { a, z } = await connectedPair(engine);
    const stream = z.openStream(1);
    const closed = once(stream, 'close');
    a.end();
    await closed;
    expect(stream.readableEnded).to.equal(true);
  });

  it('a pipeline into it with an error, where the association ends first', async () => {
    const { a, z } = await connectedPair(engine);
    const endless = new Readable({ objectMode: true, read: () => undefined });
    const piping = failure(pipeline(endless, z.openStream(1)));
    a.end();
    expect(await piping).to.have.property('code', 'ERR_STREAM_PREMATURE_CLOSE');
  });

  it('with an error, once, where the association does', async () => {
    const { a, z } = await connectedPair(engine);
    const streams = [z.openStream(1), z.openStream(2)];
    const raised = streams.map((stream) => {
      const spy = sinon.spy();
      stream.on('error', spy);
      return spy;
    });
    const closed = streams.map((stream) => once(stream, 'close').catch(() => undefined));
    const ended = outcome(z);
    a.abort('enough');
    const { error } = await ended;
    await Promise.all(closed);
    expect(error).to.have.property('code', 'ECONNRESET');
    for (const spy of raised) expect(spy.args).to.deep.equal([[error]]);
  });

  it('without one where its own side destroys the socket', async () => {
    const { a } = await connectedPair(engine);
    const stream = a.openStream(1);
    const closed = once(stream, 'close');
    a.destroy();
    await closed;
    expect(stream).to.include({ errored: null, readableEnded: false });
  });

  it('with what is waiting told to be unsent', async () => {
    const { a, z } = await connectedPair(engine, tight);
    z.pause();
    const stream = a.openStream(1);
    stream.on('error', () => undefined);
    a.on('error', () => undefined);
    // More than all buffers on the way have room for.
    for (let index = 0; index < 200; index++) stream.write(Buffer.alloc(50_000));
    const told = new Promise<Error | null>((resolve) => stream.write('too late', resolve));
    const unsent = collect(a, 'sendFailed');
    stream.write({ data: 'and nobody to call', context: 9 });
    z.abort();
    expect(await told).to.be.an('error');
    await until(() => unsent.some((failed) => failed.message.context === 9));
  });

  it("by destroy(), whereupon its messages are the socket's", async () => {
    const { a, z } = await connectedPair(engine);
    const stream = z.openStream(1);
    for (const text of ['one', 'two']) a.write({ data: text, stream: 1 });
    await until(() => stream.messagesReceived === 2);
    stream.destroy();
    await once(stream, 'close');
    expect(stream.messagesDiscarded).to.equal(2);
    a.write({ data: 'three', stream: 1 });
    expect(texts([await message(z)])).to.deep.equal(['three']);

    const again = z.openStream(1);
    a.write({ data: 'four', stream: 1 });
    expect(texts(await take(again, 1))).to.deep.equal(['four']);
    expect(z.state).to.equal('established');
  });

  it('what it holds up, too, by destroy()', async () => {
    const { a, z } = await connectedPair(engine, tight);
    const idle = z.openStream(1);
    const other = z.openStream(2);
    await fill(a, 1);
    void a.send('through', { stream: 2 });
    z.resume();
    idle.destroy();
    expect(texts(await take(other, 1))).to.deep.equal(['through']);
  });

  it('by Symbol.asyncDispose when the stack has what was written', async () => {
    const { a, z } = await connectedPair(engine);
    const stream = a.openStream(1);
    stream.write('all of it');
    await stream[Symbol.asyncDispose]();
    expect(stream).to.include({ closed: true, messagesSent: 1, errored: null });
    expect(texts([await message(z)])).to.deep.equal(['all of it']);
    await stream[Symbol.asyncDispose]();
  });

  it("by Symbol.asyncDispose with the association's error", async () => {
    const { a, z } = await connectedPair(engine);
    z.on('error', () => undefined);
    const stream = z.openStream(1);
    const failed = once(stream, 'error');
    a.abort();
    await failed;
    expect(await failure(stream[Symbol.asyncDispose]())).to.have.property('code', 'ECONNRESET');
  });

  it('its readable side where the peer resets the stream', async () => {
    const options = {
      reconfigSupported: true,
      streamResetEnabled: { streams: true, association: true, addStreams: true },
    };
    const { a, z } = await connectedPair(engine, { server: { options }, client: { options } });
    const [reset, kept] = [z.openStream(1), z.openStream(2)];
    await a.send('before', { stream: 1 });
    expect(texts(await take(reset, 1))).to.deep.equal(['before']);
    a.resetStreams({ outgoing: true, streams: [1] });
    for await (const one of reset.messages()) expect(one).to.equal(undefined);

    expect(reset).to.include({ readableEnded: true, writableEnded: false, destroyed: false });
    reset.write('the other direction');
    expect(texts([await message(a)])).to.deep.equal(['the other direction']);
    a.write({ data: 'after', stream: 1 });
    expect(texts([await message(z)])).to.deep.equal(['after']);
    a.write({ data: 'kept', stream: 2 });
    expect(texts(await take(kept, 1))).to.deep.equal(['kept']);

    reset.end();
    await once(reset, 'close');
    expect(z.openStream(1)).to.not.equal(reset);
  });
});
