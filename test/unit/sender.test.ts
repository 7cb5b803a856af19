import { constants } from 'node:os';
import { setImmediate as turn } from 'node:timers/promises';

import { expect } from 'chai';
import { afterEach, before, beforeEach, describe, it } from 'mocha';
import sinon from 'sinon';

import { maxBatchMessages, Transmit, transmitWords } from '../../lib/batch';
import { defaultMessage, type OutgoingMessage, type SCTPSendCallback } from '../../lib/message';
import { addon, type NativeEndpoint } from '../../lib/native';
import { failAll, Outbox, type OutboxOwner, Sender } from '../../lib/sender';

let words: Int32Array;
let slab: Uint8Array;

/** What the stack was given in one call: association and text of each message. */
type Batch = [associationId: number, text: string][];

/** A stack that accepts as many messages as it is told to, and then refuses with an error. */
class FakeStack {
  readonly batches: Batch[] = [];
  room = Infinity;
  error = constants.errno.EAGAIN;
  readonly watchWritable = sinon.spy();
  readonly native = {
    transmit: (count: number, bodies: readonly Uint8Array[]) => this.#transmit(count, bodies),
    watchWritable: this.watchWritable,
    failedSyscall: () => 'sendmsg',
  } as unknown as NativeEndpoint;

  #transmit(count: number, bodies: readonly Uint8Array[]): number {
    const accepted = Math.min(count, this.room);
    this.room -= accepted;
    const batch = Array.from({ length: accepted }, (_, index) => read(index, bodies));
    if (accepted > 0) this.batches.push(batch);
    if (accepted < count) words[accepted * transmitWords + Transmit.status] = -this.error;
    return accepted;
  }
}

function read(index: number, bodies: readonly Uint8Array[]): Batch[number] {
  const word = (name: keyof typeof Transmit): number =>
    words[index * transmitWords + Transmit[name]]!;
  const own = slab.subarray(word('offset'), word('offset') + word('length'));
  const body = word('body') < 0 ? own : bodies[word('body')]!;
  return [word('associationId'), Buffer.from(body).toString()];
}

function outbox(id: number, owner: Partial<OutboxOwner> = {}): Outbox {
  const box = new Outbox({
    id,
    peerPort: 1,
    onOutboxEmpty: () => undefined,
    onGivenUp: () => undefined,
    onUnsent: () => undefined,
    onCongested: () => false,
    ...owner,
  });
  box.held = false;
  return box;
}

function text(data: string, callback?: SCTPSendCallback): OutgoingMessage {
  return { ...defaultMessage(), data: Buffer.from(data), callback };
}

const codeOf = (error: NodeJS.ErrnoException | null): string | undefined => error?.code;

describe('a sender', () => {
  let stack: FakeStack;
  let sender: Sender;

  before(() => {
    const lend = sinon.stub(addon(), 'lendTransmitBuffers');
    lend.callsFake((lentSlab, lentWords) => {
      slab = lentSlab;
      words = lentWords;
    });
  });

  beforeEach(() => {
    stack = new FakeStack();
    sender = new Sender(stack.native);
  });

  afterEach(async () => {
    await turn();
  });

  it('sends the first message of an idle tick at once, and what follows it at its end', async () => {
    const box = outbox(1);
    sender.enqueue(box, text('a'));
    expect(stack.batches).to.deep.equal([[[1, 'a']]]);
    sender.enqueue(box, text('b'));
    sender.enqueue(box, text('c'));
    expect(stack.batches).to.have.length(1);
    await turn();
    expect(stack.batches[1]).to.deep.equal([
      [1, 'b'],
      [1, 'c'],
    ]);
  });

  it('sends the messages of a tick that follows a busy one in one call', async () => {
    const box = outbox(1);
    for (const data of ['a', 'b', 'c']) sender.enqueue(box, text(data));
    await turn();
    stack.batches.length = 0;
    for (const data of ['d', 'e', 'f']) sender.enqueue(box, text(data));
    expect(stack.batches).to.have.length(0);
    await turn();
    expect(stack.batches.map((batch) => batch.length)).to.deep.equal([3]);
  });

  it('sends nothing while the association is being set up', () => {
    const box = outbox(1);
    box.held = true;
    sender.enqueue(box, text('a'));
    expect(stack.batches).to.have.length(0);
    box.held = false;
    sender.wake(box);
    expect(stack.batches).to.deep.equal([[[1, 'a']]]);
  });

  it('keeps an order, whatever the batches', async () => {
    const box = outbox(1);
    const all = Array.from({ length: 3 * maxBatchMessages + 5 }, (_, i) => `${i}`);
    for (const data of all) sender.enqueue(box, text(data));
    await turn();
    expect(stack.batches.flat().map(([, data]) => data)).to.deep.equal(all);
    expect(Math.max(...stack.batches.map(({ length }) => length))).to.equal(maxBatchMessages);
  });

  it('lends long bodies, and copies short ones', () => {
    const box = outbox(1);
    const long = 'x'.repeat(100_000);
    sender.enqueue(box, text(long));
    expect(stack.batches).to.deep.equal([[[1, long]]]);
  });

  it('gives those that have something to send equal shares of a batch', async () => {
    stack.room = 0;
    for (const box of [outbox(1), outbox(2), outbox(3)]) {
      for (let i = 0; i < maxBatchMessages; i++) sender.enqueue(box, text('x'));
    }
    await turn();
    stack.room = maxBatchMessages;
    sender.onWritable();
    const counts = [1, 2, 3].map((id) => stack.batches.flat().filter(([to]) => to === id).length);
    expect(counts).to.deep.equal([43, 43, 42]);
  });

  it('waits for room, and goes on where it was', async () => {
    const box = outbox(1);
    stack.room = 1;
    for (const data of ['a', 'b', 'c']) sender.enqueue(box, text(data));
    await turn();
    expect(stack.batches.flat()).to.deep.equal([[1, 'a']]);
    expect(stack.watchWritable.called).to.equal(true);
    stack.room = Infinity;
    sender.onWritable();
    expect(stack.batches.flat().map(([, data]) => data)).to.deep.equal(['a', 'b', 'c']);
  });

  it('does not wait here for an association that has moved where there is room', () => {
    const onCongested = sinon.fake.returns(true);
    const box = outbox(1, { onCongested });
    stack.room = 0;
    sender.enqueue(box, text('a'));
    expect(onCongested.callCount).to.equal(1);
    expect(stack.watchWritable.called).to.equal(false);
  });

  for (const [code, error] of [
    ['EPIPE', constants.errno.EPIPE],
    ['ESHUTDOWN', 108], // which Node's constants do not have
  ] as const) {
    it(`keeps what is refused with ${code} until it is told how the association ended`, async () => {
      const told: (string | undefined)[] = [];
      const box = outbox(1);
      stack.room = 0;
      stack.error = error;
      const late = text('late', (why) => told.push(codeOf(why)));
      sender.enqueue(box, late);
      await turn();
      expect(told).to.deep.equal([]);
      expect(stack.watchWritable.called).to.equal(false);
      failAll(box, () => Object.assign(new Error('told'), { code: 'ECONNRESET' }));
      await turn();
      expect(told).to.deep.equal(['ECONNRESET']);
    });
  }

  it('fails a message that is refused for itself, and that one only', async () => {
    const told: [string, string | undefined][] = [];
    const tell =
      (data: string): SCTPSendCallback =>
      (error) =>
        told.push([data, codeOf(error)]);
    const box = outbox(1);
    stack.room = 0;
    stack.error = constants.errno.EINVAL;
    const enqueue = sinon.stub(stack.native, 'transmit').callThrough();
    enqueue.onSecondCall().callsFake((count, bodies) => {
      stack.room = Infinity;
      return enqueue.wrappedMethod.call(stack.native, count, bodies);
    });
    sender.enqueue(box, text('bad', tell('bad')));
    sender.enqueue(box, text('good', tell('good')));
    await turn();
    expect(told).to.deep.equal([
      ['bad', 'EINVAL'],
      ['good', undefined],
    ]);
    expect(stack.batches.flat()).to.deep.equal([[1, 'good']]);
  });

  it('tells of a message that nobody waits for, where the stack refuses it', async () => {
    const onUnsent = sinon.fake();
    stack.room = 0;
    stack.error = constants.errno.EINVAL;
    sender.enqueue(outbox(1, { onUnsent }), text('a'));
    await turn();
    expect(onUnsent.callCount).to.equal(1);
    expect(onUnsent.firstCall.args[1]).to.include({ code: 'EINVAL', syscall: 'sendmsg' });
  });

  it('calls back once for each message, in their order, and never within the call', async () => {
    const told: string[] = [];
    const box = outbox(1, { onOutboxEmpty: () => void told.push('empty') });
    for (const data of ['a', 'b', 'c']) {
      sender.enqueue(
        box,
        text(data, () => void told.push(data)),
      );
    }
    expect(told).to.deep.equal([]);
    await turn();
    expect(told.filter((one) => one !== 'empty')).to.deep.equal(['a', 'b', 'c']);
    expect(told.at(-1)).to.equal('empty');
  });

  it('fails all that is left when its association ends', async () => {
    const box = outbox(1);
    box.held = true;
    const callbacks = [sinon.fake(), sinon.fake()];
    for (const callback of callbacks) sender.enqueue(box, text('x', callback));
    const error = new Error('over');
    failAll(box, () => error);
    await turn();
    for (const callback of callbacks) expect(callback.args).to.deep.equal([[error]]);
    expect(box.bytes).to.equal(0);
  });

  it('takes a message back that the stack has not taken, and no other', async () => {
    const box = outbox(1);
    const error = new Error('withdrawn');
    const callback = sinon.fake();
    box.held = true;
    const [first, second, third] = [text('a'), text('b', callback), text('c')];
    for (const message of [first, second, third]) sender.enqueue(box, message);
    box.withdraw(second, error);
    box.held = false;
    sender.wake(box);
    box.withdraw(first, error);
    await turn();
    expect(stack.batches.flat().map(([, data]) => data)).to.deep.equal(['a', 'c']);
    expect(callback.args).to.deep.equal([[error]]);
  });
});
