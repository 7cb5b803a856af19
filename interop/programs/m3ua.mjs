// As much of M3UA (RFC 4666) as an application server says to a signalling gateway.

/** Message classes and types. */
export const types = {
  NOTIFY: '0.1',
  DATA: '1.1',
  UNAVAILABLE: '2.1',
  AVAILABLE: '2.2',
  ASP_UP: '3.1',
  ASP_DOWN: '3.2',
  HEARTBEAT: '3.3',
  ASP_UP_ACK: '3.4',
  ASP_DOWN_ACK: '3.5',
  HEARTBEAT_ACK: '3.6',
  ASP_ACTIVE: '4.1',
  ASP_ACTIVE_ACK: '4.3',
  REGISTER: '9.1',
  REGISTERED: '9.2',
};

export const tags = {
  ROUTING_CONTEXT: 0x0006,
  HEARTBEAT_DATA: 0x0009,
  STATUS: 0x000d,
  ASP_IDENTIFIER: 0x0011,
  ROUTING_KEY: 0x0207,
  REGISTRATION_RESULT: 0x0208,
  LOCAL_KEY: 0x020a,
  DESTINATION: 0x020b,
  REGISTRATION_STATUS: 0x0212,
  PROTOCOL_DATA: 0x0210,
};

const HEADER = 8;
const VERSION = 1;

/** The bytes of a message, whose parameters are `[tag, bytes]`. */
export function encode(type, ...parameters) {
  const body = encodeParameters(parameters);
  const message = Buffer.alloc(HEADER + body.length);
  message.set([VERSION, 0, ...type.split('.').map(Number)]);
  message.writeUInt32BE(message.length, 4);
  message.set(body, HEADER);
  return message;
}

/** A message's type, and its parameters by their tag. */
export function decode(message) {
  if (message[0] !== VERSION || message.readUInt32BE(4) !== message.length) {
    throw new Error(`no message of M3UA: ${message.toString('hex')}`);
  }
  return { type: `${message[2]}.${message[3]}`, ...decodeParameters(message.subarray(HEADER)) };
}

export function encodeParameters(parameters) {
  return Buffer.concat(
    parameters.flatMap(([tag, value]) => {
      const header = Buffer.alloc(4);
      header.writeUInt16BE(tag, 0);
      header.writeUInt16BE(header.length + value.length, 2);
      return [header, value, Buffer.alloc(-value.length & 3)];
    }),
  );
}

export function decodeParameters(bytes) {
  const parameters = {};
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt16BE(at + 2);
    parameters[bytes.readUInt16BE(at)] = bytes.subarray(at + 4, at + length);
    at += (length + 3) & ~3;
  }
  return parameters;
}

export function uint32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** What MTP3 carries: from whom, to whom, and for which of its users. */
export function protocolData({ from, to, user, data }) {
  const [networkIndicator, priority, link] = [2, 0, 0];
  const label = Uint8Array.of(user, networkIndicator, priority, link);
  return Buffer.concat([uint32(from), uint32(to), label, data]);
}
