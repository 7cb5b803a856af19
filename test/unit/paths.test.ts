import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';

import type { SCTPAddress } from '../../lib/address';
import { receiveWords } from '../../lib/batch';
import { PathCache } from '../../lib/paths';
import { pathWords, writeWords } from '../helpers/descriptors';

const linkLocal = [0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];

describe('the paths of an association', () => {
  /** Not the first of its batch. */
  const at = receiveWords;
  const words = new Int32Array(2 * receiveWords);
  let paths: PathCache;

  beforeEach(() => {
    paths = new PathCache();
  });

  function lookUp(bytes: readonly number[], port = 3868, scopeId = 0): SCTPAddress {
    writeWords(words, at, pathWords(bytes, port, scopeId));
    return paths.lookUp(words, at);
  }

  it('are read from the descriptor', () => {
    const address = { address: '192.0.2.255', port: 3868, family: 'IPv4' };
    expect(lookUp([192, 0, 2, 255])).to.deep.equal(address);
  });

  it('have the text of RFC 5952 where they are IPv6', () => {
    const groups = (...values: number[]): number[] =>
      values.flatMap((one) => [one >> 8, one & 255]);
    const texts: [number[], string][] = [
      [groups(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1), '2001:db8::1'],
      [groups(0x2001, 0xdb8, 0, 0, 1, 0, 0, 1), '2001:db8::1:0:0:1'],
      [groups(0x2001, 0xdb8, 0, 1, 1, 1, 1, 0xabcd), '2001:db8:0:1:1:1:1:abcd'],
      [groups(0, 0, 0, 0, 0, 0, 0, 1), '::1'],
      [groups(0, 0, 0, 0, 0, 0, 0, 0), '::'],
    ];
    for (const [bytes, address] of texts) {
      expect(lookUp(bytes)).to.deep.equal({ address, port: 3868, family: 'IPv6' });
    }
  });

  it('have the scope of a link-local address', () => {
    const address = { address: 'fe80::1', port: 3868, family: 'IPv6', scopeId: 4 };
    expect(lookUp(linkLocal, 3868, 4)).to.deep.equal(address);
  });

  it('are one frozen object each, however many messages come by them', () => {
    const first = lookUp([192, 0, 2, 1]);
    const second = lookUp(linkLocal);
    expect(lookUp([192, 0, 2, 1])).to.equal(first);
    expect(lookUp(linkLocal)).to.equal(second);
    expect(first).to.be.frozen;
    expect(second).to.be.frozen;
  });

  it('are told apart by family, address, port and scope', () => {
    const known = [
      lookUp(linkLocal, 3868, 1),
      lookUp(linkLocal, 3868, 2),
      lookUp(linkLocal, 3869, 1),
      lookUp([...linkLocal.slice(0, 15), 2], 3868, 1),
      lookUp(linkLocal.slice(0, 4), 3868, 1),
    ];
    expect(new Set(known).size).to.equal(5);
    expect(lookUp(linkLocal, 3868, 1)).to.equal(known[0]);
  });

  it('stay what they were when the next batch overwrites the descriptors', () => {
    const path = lookUp([192, 0, 2, 1]);
    words.fill(-1);
    expect(path.address).to.equal('192.0.2.1');
    expect(lookUp([192, 0, 2, 1])).to.equal(path);
  });

  it('are remembered up to eight, and the oldest of them is forgotten first', () => {
    const known = Array.from({ length: 8 }, (_, host) => lookUp([192, 0, 2, host]));
    known.forEach((path, host) => expect(lookUp([192, 0, 2, host])).to.equal(path));
    lookUp([192, 0, 2, 8]);
    expect(lookUp([192, 0, 2, 1])).to.equal(known[1]);
    const again = lookUp([192, 0, 2, 0]);
    expect(again).to.deep.equal(known[0]);
    expect(again).not.to.equal(known[0]);
  });
});
