import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';

import { Receive, receiveWords } from '../../lib/batch';
import { PathCache } from '../../lib/paths';
import { writePath } from '../helpers/descriptors';

describe('the paths of an association', () => {
  const at = receiveWords;
  let paths: PathCache;
  let words: Int32Array;

  beforeEach(() => {
    paths = new PathCache();
    words = new Int32Array(receiveWords * 2);
  });

  function lookUp(address: string, port = 3868, scopeId = 0): ReturnType<PathCache['lookUp']> {
    writePath(words, at, { address, port, scopeId });
    return paths.lookUp(words, at);
  }

  it('are read out of a descriptor, wherever in the batch it is', () => {
    words.fill(-1, 0, at);
    const address = { address: '192.0.2.1', port: 3868, family: 'IPv4' };
    expect(lookUp('192.0.2.1')).to.deep.equal(address);
  });

  it('have the text of RFC 5952 where they are IPv6', () => {
    const texts = {
      '2001:db8:0:0:0:0:0:1': '2001:db8::1',
      '2001:0db8::0001:0:0:1': '2001:db8::1:0:0:1',
      '::': '::',
      '::1': '::1',
      'fe80::aBcD': 'fe80::abcd',
    };
    for (const [written, read] of Object.entries(texts)) {
      expect(lookUp(written)).to.deep.equal({ address: read, port: 3868, family: 'IPv6' });
    }
  });

  it('have the scope of a link-local address', () => {
    const address = { address: 'fe80::1', port: 3868, family: 'IPv6', scopeId: 4 };
    expect(lookUp('fe80::1', 3868, 4)).to.deep.equal(address);
  });

  it('have any port', () => {
    expect(lookUp('192.0.2.1', 65535).port).to.equal(65535);
  });

  it('are each one frozen object, however many messages come by them', () => {
    const first = lookUp('192.0.2.1');
    const other = lookUp('2001:db8::1');
    expect(lookUp('192.0.2.1')).to.equal(first);
    expect(lookUp('2001:db8::1')).to.equal(other);
    expect(first).to.be.frozen;
    expect(other).to.be.frozen;
  });

  it('are told apart by any of address, port and scope', () => {
    const path = lookUp('fe80::1', 3868, 1);
    expect(lookUp('fe80::2', 3868, 1)).not.to.equal(path);
    expect(lookUp('fe80::1', 3869, 1)).not.to.equal(path);
    expect(lookUp('fe80::1', 3868, 2)).not.to.equal(path);
    expect(lookUp('fe80::1', 3868, 1)).to.equal(path);
  });

  it('stay what they were when the next batch takes the place of theirs', () => {
    const path = lookUp('192.0.2.1');
    words.fill(0);
    expect(path.address).to.equal('192.0.2.1');
    expect(lookUp('192.0.2.1')).to.equal(path);
  });

  it('are remembered up to eight, the oldest forgotten first', () => {
    const host = (number: number): string => `192.0.2.${number}`;
    const known = Array.from({ length: 8 }, (_, index) => lookUp(host(index)));
    known.forEach((path, index) => expect(lookUp(host(index))).to.equal(path));
    lookUp(host(8));
    expect(lookUp(host(1))).to.equal(known[1]);
    expect(lookUp(host(0)))
      .to.deep.equal(known[0])
      .and.not.equal(known[0]);
  });

  it('do not depend on the descriptor beyond its address', () => {
    const path = lookUp('192.0.2.1');
    words[at + Receive.stream] = 7;
    words[at + Receive.state] = 1;
    expect(paths.lookUp(words, at)).to.equal(path);
  });
});
