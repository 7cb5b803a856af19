import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';

import { Reassembler } from '../../lib/reassembly';

describe('reassembly', () => {
  const limit = 16;
  let reassembler: Reassembler;

  beforeEach(() => {
    reassembler = new Reassembler(limit);
  });

  /** What comes of one piece: a message as text, `'tooLarge'`, or nothing yet. */
  function add(
    text: string,
    { stream = 0, unordered = false, last = false } = {},
  ): string | undefined {
    const result = reassembler.add(stream, unordered, Buffer.from(text), last);
    return Buffer.isBuffer(result) ? result.toString() : result;
  }

  it('gives a message back when its last piece comes, in the order of its pieces', () => {
    expect(add('one ')).to.equal(undefined);
    expect(add('two ')).to.equal(undefined);
    expect(add('three', { last: true })).to.equal('one two three');
  });

  it('gives a message of one piece back as that piece, without a copy', () => {
    const piece = Buffer.from('whole');
    expect(reassembler.add(0, false, piece, true)).to.equal(piece);
  });

  it('keeps the pieces of different streams apart', () => {
    add('a1 ', { stream: 1 });
    add('b1 ', { stream: 2 });
    expect(add('a2', { stream: 1, last: true })).to.equal('a1 a2');
    expect(add('b2', { stream: 2, last: true })).to.equal('b1 b2');
  });

  it('keeps ordered and unordered messages of one stream apart', () => {
    add('ordered ', { stream: 65535 });
    add('un', { stream: 65535, unordered: true });
    expect(add('1', { stream: 65535, last: true })).to.equal('ordered 1');
    expect(add('1', { stream: 65535, unordered: true, last: true })).to.equal('un1');
  });

  it('takes a message of the limit and not one of a byte more', () => {
    add('x'.repeat(limit - 1));
    expect(add('x', { last: true })).to.have.lengthOf(limit);
    add('x'.repeat(limit - 1));
    expect(add('xx', { last: true })).to.equal('tooLarge');
  });

  it('bounds all incomplete messages together', () => {
    add('x'.repeat(limit / 2), { stream: 1 });
    add('x'.repeat(limit / 2), { stream: 2 });
    expect(add('x', { stream: 3 })).to.equal('tooLarge');
  });

  it('tells once of a message that is too large, and drops the rest of it', () => {
    add('x'.repeat(limit));
    expect(add('x')).to.equal('tooLarge');
    expect(add('x')).to.equal(undefined);
    expect(add('x', { last: true })).to.equal(undefined);
    expect(add('next', { last: true })).to.equal('next');
  });

  it('has room again when a message is complete, too large or abandoned', () => {
    const whole = 'x'.repeat(limit);
    add('x'.repeat(limit - 1));
    add('x', { last: true });
    expect(add(whole), 'complete').to.equal(undefined);
    add('x', { last: true });
    expect(add(whole), 'too large').to.equal(undefined);
    reassembler.abandon(0);
    expect(add(whole), 'abandoned').to.equal(undefined);
  });

  it('leaves the other messages be when one is too large', () => {
    add('kept ', { stream: 1 });
    expect(add('x'.repeat(limit), { stream: 2, last: true })).to.equal('tooLarge');
    expect(add('whole', { stream: 1, last: true })).to.equal('kept whole');
  });

  it("forgets the pieces of an abandoned stream's message, and those of no other", () => {
    add('lost', { stream: 1 });
    add('lost', { stream: 1, unordered: true });
    add('kept ', { stream: 2 });
    reassembler.abandon(1);
    expect(add('new', { stream: 1, last: true })).to.equal('new');
    expect(add('new', { stream: 1, unordered: true, last: true })).to.equal('new');
    expect(add('whole', { stream: 2, last: true })).to.equal('kept whole');
  });

  it('forgets what it has where the stack abandons a message without naming its stream', () => {
    add('lost', { stream: 7 });
    reassembler.abandon(0);
    expect(reassembler.idle).to.equal(true);
    expect(add('new', { stream: 7, last: true })).to.equal('new');
  });

  it('takes the next message of a stream whose message was too large and then abandoned', () => {
    add('x'.repeat(limit));
    expect(add('x')).to.equal('tooLarge');
    reassembler.abandon(0);
    expect(add('new', { last: true })).to.equal('new');
  });

  it('is idle while it has neither pieces nor a message to drop the rest of', () => {
    expect(reassembler.idle).to.equal(true);
    add('x');
    expect(reassembler.idle).to.equal(false);
    add('x', { last: true });
    expect(reassembler.idle).to.equal(true);
    add('x'.repeat(limit + 1));
    expect(reassembler.idle).to.equal(false);
    add('x', { last: true });
    expect(reassembler.idle).to.equal(true);
  });

  it('forgets everything when it is cleared', () => {
    add('x', { stream: 1 });
    add('x'.repeat(limit), { stream: 2 });
    reassembler.clear();
    expect(reassembler.idle).to.equal(true);
    expect(add('x'.repeat(limit), { stream: 2, last: true })).to.have.lengthOf(limit);
    expect(add('x', { stream: 1, last: true })).to.equal('x');
  });

  it('says of a message what its first piece said, of each stream', () => {
    const reassembler = new Reassembler(100);
    const first = { ppid: 1801, tsn: 5 };
    const other = { ppid: 1802, tsn: 7 };
    expect(reassembler.describe(18, false, first, false)).to.equal(first);
    expect(reassembler.idle).to.equal(false);
    expect(reassembler.describe(19, false, other, true)).to.equal(other);
    expect(reassembler.describe(18, true, other, false)).to.equal(other);
    expect(reassembler.describe(18, false, { ppid: 1, tsn: 6 }, false)).to.equal(first);
    expect(reassembler.describe(18, false, { ppid: 2, tsn: 8 }, true)).to.equal(first);
    expect(reassembler.describe(18, false, other, true)).to.equal(other);
    reassembler.abandon(18);
    expect(reassembler.idle).to.equal(true);
  });
});
