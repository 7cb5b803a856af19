import { invalidArgType, invalidArgValue } from './errors';
import { validateInteger, validateOneOf, validateUint16 } from './validate';

/** What a chunk is, by the names of the IANA registry. */
const chunkTypes = {
  DATA: 0,
  SACK: 3,
  HEARTBEAT: 4,
  'HEARTBEAT-ACK': 5,
  ABORT: 6,
  SHUTDOWN: 7,
  'SHUTDOWN-ACK': 8,
  ERROR: 9,
  'COOKIE-ECHO': 10,
  'COOKIE-ACK': 11,
  ECNE: 12,
  CWR: 13,
  'I-DATA': 64,
  'ASCONF-ACK': 128,
  'RE-CONFIG': 130,
  PAD: 132,
  'FORWARD-TSN': 192,
  ASCONF: 193,
  'I-FORWARD-TSN': 194,
} as const;

/** INIT, INIT-ACK, SHUTDOWN-COMPLETE and AUTH itself (RFC 4895 section 3.2). */
const neverAuthenticated = [1, 2, 14, 15];

/**
 * A type of chunk that can be authenticated (RFC 4895 section 3.2): those of RFC 9260, RFC 3758,
 * RFC 4820, RFC 5061, RFC 6525 and RFC 8260 by their names, any by its number, 0 to 255.
 */
export type SCTPChunkType = keyof typeof chunkTypes | number;

/** What chunks are authenticated with (RFC 4895 section 3.3). */
export type SCTPHMACIdentifier = keyof typeof hmacIdentifiers;

const hmacIdentifiers = { sha1: 1, sha256: 3 } as const;

/** A shared key of an association, or of those to come (RFC 4895 section 6.1). */
export interface SCTPAuthKey {
  /** 0 to 65535; 0 is the one that there is always, empty unless it is set. */
  keyId: number;
  /** 1 to 65535 bytes that both ends know; a string stands for its UTF-8. Kept by the stack only. */
  secret: string | Uint8Array;
}

/** @internal */
export function toChunkType(type: SCTPChunkType): number {
  if (typeof type === 'string') {
    validateOneOf<string>(type, 'type', Object.keys(chunkTypes));
    return chunkTypes[type];
  }
  validateInteger(type, 'type', 0, 0xff);
  if (neverAuthenticated.includes(type)) {
    throw invalidArgValue('type', type, 'cannot be authenticated (RFC 4895 section 3.2)');
  }
  return type;
}

/** @internal */
export function fromChunkType(type: number): SCTPChunkType {
  const known = Object.entries(chunkTypes).find(([, number]) => number === type);
  return (known?.[0] as SCTPChunkType | undefined) ?? type;
}

/** @internal */
export function toHmacIdentifiers(names: readonly SCTPHMACIdentifier[]): number[] {
  if (!(names instanceof Array)) throw invalidArgType('value', 'an instance of Array', names);
  names.forEach((name) => validateOneOf<string>(name, 'value', Object.keys(hmacIdentifiers)));
  if (!names.includes('sha1')) {
    throw invalidArgValue('value', names, "must have 'sha1' (RFC 4895 section 3.3)");
  }
  return names.map((name) => hmacIdentifiers[name]);
}

/** The stacks have no others. @internal */
export function fromHmacIdentifier(number: number): SCTPHMACIdentifier {
  return number === hmacIdentifiers.sha1 ? 'sha1' : 'sha256';
}

/**
 * Its errors never show a secret: an object is told of by its class, any other value would be shown.
 *
 * @internal
 */
export function authKeyNumbers(key: SCTPAuthKey): number[] {
  if (typeof key !== 'object' || key === null) {
    throw invalidArgType('value', 'of type object', Object(key));
  }
  const { keyId, secret } = key;
  validateUint16(keyId, 'value.keyId');
  const bytes = typeof secret === 'string' ? Buffer.from(secret) : secret;
  if (!(bytes instanceof Uint8Array)) {
    const expected = 'of type string or an instance of Uint8Array';
    throw invalidArgType('value.secret', expected, Object(secret));
  }
  validateInteger(bytes.length, 'value.secret.length', 1, 0xffff);
  return [keyId, ...bytes];
}
