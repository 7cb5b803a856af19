import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import sinon from 'sinon';

import { Mailbox } from '../../lib/mailbox';
import { SCTPMessage } from '../../lib/message';
import { failure } from '../helpers/events';

const from = { address: '192.0.2.1', port: 3868, family: 'IPv4' } as const;

function message(text: string): SCTPMessage {
  return new SCTPMessage(Buffer.from(text), 0, 0, false, 0, 0, 0, 0, 1, from, true, undefined);
}

describe('a mailbox', () => {
  let listening: boolean;
  let told: string[];
  let onEmpty: sinon.SinonSpy;
  let mailbox: Mailbox;

  beforeEach(() => {
    listening = false;
    told = [];
    onEmpty = sinon.spy();
    mailbox = new Mailbox({
      listens: () => listening,
      tell: ({ data }) => void told.push(data.toString()),
      onEmpty,
    });
  });

  function put(...texts: string[]): void {
    for (const text of texts) mailbox.put(message(text));
  }

  async function receive(signal?: AbortSignal): Promise<string | undefined> {
    return (await mailbox.receive(signal))?.data.toString();
  }

  it('gives a message to whoever listens, at once', () => {
    listening = true;
    put('a', 'b');
    expect(told).to.deep.equal(['a', 'b']);
    expect(mailbox.bytes).to.equal(0);
  });

  it('keeps what nobody wants, and counts its bytes', () => {
    put('a', 'bcd');
    expect(told).to.deep.equal([]);
    expect(mailbox.bytes).to.equal(4);
    sinon.assert.notCalled(onEmpty);
  });

  it('gives what it kept to whoever listens later, in its order', () => {
    put('a', 'b');
    listening = true;
    mailbox.deliver();
    expect(told).to.deep.equal(['a', 'b']);
    expect(mailbox.bytes).to.equal(0);
    sinon.assert.calledOnce(onEmpty);
  });

  it('gives the rest later where the listener leaves after a message', () => {
    const tell = sinon.stub().callsFake(() => (listening = false));
    mailbox = new Mailbox({ listens: () => listening, tell, onEmpty });
    put('a', 'b');
    listening = true;
    mailbox.deliver();
    sinon.assert.calledOnce(tell);
    expect(mailbox.bytes).to.equal(1);
  });

  it('does not let a new message overtake one that waits', () => {
    put('a');
    listening = true;
    put('b');
    expect(told).to.deep.equal(['a', 'b']);
  });

  it('gives each receiver one message, in the order in which they asked', async () => {
    const received = [receive(), receive(), receive()];
    put('a', 'b', 'c');
    expect(await Promise.all(received)).to.deep.equal(['a', 'b', 'c']);
  });

  it('gives a receiver what waits', async () => {
    put('a', 'b');
    expect(await receive()).to.equal('a');
    expect(mailbox.bytes).to.equal(1);
    expect(await receive()).to.equal('b');
    sinon.assert.calledOnce(onEmpty);
  });

  it('prefers a receiver to a listener', async () => {
    listening = true;
    const received = receive();
    put('a', 'b');
    expect(await received).to.equal('a');
    expect(told).to.deep.equal(['b']);
  });

  it('passes a receiver over whose signal aborts, and no other', async () => {
    const controller = new AbortController();
    const received = [receive(), receive(controller.signal), receive()];
    controller.abort(new Error('enough'));
    put('a', 'b');
    const { code, cause } = await failure(received[1]!);
    expect(code).to.equal('ABORT_ERR');
    expect(cause).to.include({ message: 'enough' });
    expect(await received[0]).to.equal('a');
    expect(await received[2]).to.equal('b');
  });

  it('refuses a receiver whose signal has aborted, and keeps the message', async () => {
    put('a');
    expect(await failure(receive(AbortSignal.abort()))).to.include({ name: 'AbortError' });
    expect(await receive()).to.equal('a');
  });

  it('loses no message where the signal of a receiver aborts that has been served', async () => {
    const controller = new AbortController();
    const served = receive(controller.signal);
    put('a');
    const next = receive();
    controller.abort();
    put('b');
    expect(await served).to.equal('a');
    expect(await next).to.equal('b');
  });

  it('tells all receivers that nothing comes any more when it closes', async () => {
    const received = [receive(), receive()];
    mailbox.close();
    expect(await Promise.all(received)).to.deep.equal([undefined, undefined]);
  });

  it('keeps its order over thousands of messages', async () => {
    const texts = Array.from({ length: 3000 }, (_, index) => `${index}`);
    put(...texts);
    const received: (string | undefined)[] = [];
    for (const _ of texts) received.push(await receive());
    expect(received).to.deep.equal(texts);
    expect(mailbox.bytes).to.equal(0);
  });
});
