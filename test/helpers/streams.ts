import { setImmediate as turn } from 'node:timers/promises';

import type { SCTPMessage, SCTPSocket } from '../../lib/index';
import { brisk } from './brisk';

export const size = 1024;
export const highWaterMark = 16 * 1024;
export const maxHeldBytes = 128 * 1024;

export const settings = { noDelay: true, options: brisk };

/** Bounds that a test reaches soon. */
export const tight = {
  server: { ...settings, highWaterMark, maxHeldBytes },
  client: { ...settings, highWaterMark },
};

/** The part of a stream that tests read by. */
export interface Source<Chunk> {
  messages(): AsyncIterable<Chunk>;
}

export async function take<Chunk>(from: Source<Chunk>, count: number): Promise<Chunk[]> {
  const taken: Chunk[] = [];
  if (count === 0) return taken;
  for await (const chunk of from.messages()) {
    taken.push(chunk);
    if (taken.length === count) break;
  }
  return taken;
}

export function texts(chunks: readonly (SCTPMessage | Buffer)[]): string[] {
  return chunks.map((chunk) => String('data' in chunk ? chunk.data : chunk));
}

export function numbered(index: number): Buffer {
  const data = Buffer.alloc(size, index & 0xff);
  data.writeUInt32BE(index);
  return data;
}

/** Writes to a stream that nobody reads until the peer takes no more. Returns how many messages. */
export async function fill(writer: SCTPSocket, stream: number): Promise<number> {
  for (let count = 0; ;) {
    while (writer.bufferedAmount < highWaterMark) {
      writer.write({ data: numbered(count++), stream });
    }
    await turn();
    const { receiverWindow } = writer.getStatus();
    if (writer.bufferedAmount > 0 && receiverWindow < size) return count;
  }
}
