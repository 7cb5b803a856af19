// The Go fork's frame "PRF1": what it is, the bytes behind the header, and a payload.

export const ppid = 0x50524631;

export const kinds = { data: 1, stop: 2, result: 3 };

const headerSize = 5;

export function encodeFrame(kind, payload) {
  const frame = Buffer.allocUnsafe(headerSize + payload.length);
  frame[0] = kind;
  frame.writeUInt32BE(payload.length, 1);
  frame.set(payload, headerSize);
  return frame;
}

export function dataFrame(size) {
  return encodeFrame(kinds.data, Buffer.alloc(size, 'x'));
}

/** How much the frame carries. */
export function payloadSize(frame) {
  const size = frame.readUInt32BE(1);
  if (size !== frame.length - headerSize) throw new Error('a frame of another length');
  return size;
}

export function payloadText(frame) {
  return frame.toString('latin1', headerSize);
}

/** `latency` numbers its messages in the first bytes of their payload. */
export function numbered(frame, number) {
  const copy = Buffer.from(frame);
  copy.writeUInt32BE(number, headerSize);
  return copy;
}

export function numberOf(frame) {
  return frame.readUInt32BE(headerSize);
}
