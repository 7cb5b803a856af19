import type { SCTPAddress } from './address';
import { Receive } from './batch';

/** More than a host has paths, in practice; beyond it the oldest is forgotten. */
const remembered = 8;

const addressWords = Receive.ip3 - Receive.family + 1;

/**
 * The paths that messages of one association came by. A message's address is read out of its
 * descriptor once, and the same frozen object is given for each later message of that path.
 *
 * @internal
 */
export class PathCache {
  readonly #known: { words: Int32Array; address: SCTPAddress }[] = [];

  /** The address in the descriptor at `at`. */
  lookUp(words: Int32Array, at: number): SCTPAddress {
    const from = at + Receive.family;
    for (const path of this.#known) {
      if (sameWords(path.words, words, from)) return path.address;
    }
    const path = { words: words.slice(from, from + addressWords), address: read(words, from) };
    if (this.#known.length === remembered) this.#known.shift();
    this.#known.push(path);
    return path.address;
  }
}

function sameWords(known: Int32Array, words: Int32Array, from: number): boolean {
  for (let i = 0; i < addressWords; i++) {
    if (known[i] !== words[from + i]) return false;
  }
  return true;
}

function read(words: Int32Array, from: number): SCTPAddress {
  const [family, port, scopeId] = words.subarray(from, from + 3) as unknown as [
    number,
    number,
    number,
  ];
  const start = words.byteOffset + (from + 3) * Int32Array.BYTES_PER_ELEMENT;
  const bytes = Buffer.from(words.buffer, start, family === 6 ? 16 : 4);
  if (family !== 6) {
    return Object.freeze({ address: bytes.join('.'), port, family: 'IPv4' });
  }
  const address = ipv6Text(bytes);
  const scope = scopeId === 0 ? {} : { scopeId };
  return Object.freeze({ address, port, family: 'IPv6', ...scope });
}

/** RFC 5952's text, which the URL parser writes. */
function ipv6Text(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(i * 2).toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
