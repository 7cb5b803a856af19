// As much of Diameter's base protocol (RFC 6733) as two peers say to each other about themselves.

/** Codes of commands. */
export const commands = { CAPABILITIES_EXCHANGE: 257, DEVICE_WATCHDOG: 280, DISCONNECT_PEER: 282 };

/** Codes of attributes. */
export const attributes = {
  HOST_IP_ADDRESS: 257,
  AUTH_APPLICATION_ID: 258,
  ORIGIN_HOST: 264,
  VENDOR_ID: 266,
  RESULT_CODE: 268,
  PRODUCT_NAME: 269,
  DISCONNECT_CAUSE: 273,
  ORIGIN_REALM: 296,
  INBAND_SECURITY_ID: 299,
};

export const SUCCESS = 2001;
export const REBOOTING = 0;

const HEADER = 20;
const AVP_HEADER = 8;
const VERSION = 1;
const REQUEST = 0x80;
const MANDATORY = 0x40;
const NOT_MANDATORY = [attributes.PRODUCT_NAME];

/** The bytes of a message, whose attributes are `[code, bytes, text or number]`. */
export function encode({ command, request = false, hopByHop, endToEnd = hopByHop }, pairs) {
  const body = Buffer.concat(pairs.flatMap(([code, value]) => encodeAttribute(code, value)));
  const header = Buffer.alloc(HEADER);
  header.writeUInt32BE(HEADER + body.length, 0);
  header[0] = VERSION;
  header.writeUInt32BE(command, 4);
  header[4] = request ? REQUEST : 0;
  header.writeUInt32BE(hopByHop, 12);
  header.writeUInt32BE(endToEnd, 16);
  return Buffer.concat([header, body]);
}

/** What a message is, and its attributes' bytes by their code. */
export function decode(message) {
  if (message[0] !== VERSION || message.readUIntBE(1, 3) !== message.length) {
    throw new Error(`no message of Diameter: ${message.toString('hex')}`);
  }
  return {
    command: message.readUIntBE(5, 3),
    request: (message[4] & REQUEST) !== 0,
    hopByHop: message.readUInt32BE(12),
    endToEnd: message.readUInt32BE(16),
    attributes: decodeAttributes(message.subarray(HEADER)),
  };
}

/** An address as an attribute has it. */
export function addressBytes(text) {
  const [IPV4, IPV6] = [1, 2];
  if (!text.includes(':')) return Buffer.from([0, IPV4, ...text.split('.').map(Number)]);
  const [before, after = ''] = text.split('::').map((half) => half.split(':').filter(Boolean));
  const zeros = Array(8 - before.length - after.length).fill('0');
  const groups = [...before, ...zeros, ...after].map((group) => group.padStart(4, '0'));
  return Buffer.from(`000${IPV6}${groups.join('')}`, 'hex');
}

function encodeAttribute(code, value) {
  const bytes = typeof value === 'number' ? uint32(value) : Buffer.from(value);
  const header = Buffer.alloc(AVP_HEADER);
  header.writeUInt32BE(code, 0);
  header.writeUInt32BE(header.length + bytes.length, 4);
  header[4] = NOT_MANDATORY.includes(code) ? 0 : MANDATORY;
  return [header, bytes, Buffer.alloc(-bytes.length & 3)];
}

function decodeAttributes(bytes) {
  const found = {};
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUIntBE(at + 5, 3);
    found[bytes.readUInt32BE(at)] = bytes.subarray(at + AVP_HEADER, at + length);
    at += (length + 3) & ~3;
  }
  return found;
}

function uint32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
