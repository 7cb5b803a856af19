// SCTP packets made by hand: what no stack would send.

/** A packet of these bytes of hexadecimal digits, with the CRC32C that they demand. */
export function sealed(hex: string): Buffer {
  const packet = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  if (packet.length >= 12) packet.writeUInt32LE(crc32c(packet), 8);
  return packet;
}

/** RFC 9260 appendix A, bit by bit, over a packet whose checksum counts as zero. */
function crc32c(packet: Buffer): number {
  let crc = 0xffffffff;
  packet.forEach((byte, index) => {
    crc ^= index >= 8 && index < 12 ? 0 : byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  });
  return ~crc >>> 0;
}
