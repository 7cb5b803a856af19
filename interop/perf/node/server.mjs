// A server over any transport: sends data back in modes that ask for it, and answers each stop
// with what has come since all associations stopped before.

import { associations, isEcho, processorSeconds, residentKib, settings, tell } from './command.mjs';
import { encodeFrame, kinds, payloadSize } from './frame.mjs';

export function serve({ listen }) {
  const { host, mode, iterations, size } = settings;
  const lap = new Lap();
  let begun = 0;
  let ended = 0;
  let stops = 0;
  let before;
  let weight = {};

  const stop = listen({
    onListening({ port, udp }) {
      before = residentKib();
      tell('SERVER_READY', { bind: `${host}:${port}`, iterations, size, udp });
    },
    onUp() {
      if (++begun < associations) return;
      if (mode === 'associations') {
        weight = { kib_each: ((residentKib() - before) / associations).toFixed(3) };
      }
    },
    onMessage(channel, data, info) {
      if (data[0] === kinds.data) {
        lap.count(payloadSize(data));
        if (isEcho) channel.send(data, info);
      } else if (data[0] === kinds.stop) {
        lap.look();
        if (++stops % associations === 0) lap.reset();
        channel.send(encodeFrame(kinds.result, Buffer.from(lap.text)), info);
      }
    },
    onDown() {
      if (++ended < associations) return;
      if (lap.messages > 0) lap.look();
      stop();
      tell('SERVER_DONE', { ...lap.seen, ...weight });
    },
  });
}

/** Two looks at the clock: in the kernel lab each is a costly system call. */
class Lap {
  seen = { messages: 0, bytes: 0, seconds: 0, cpu_s: 0 };
  messages = 0;
  #bytes = 0;
  #began = 0;
  #processor = 0;

  count(bytes) {
    if (this.messages++ === 0) {
      this.#began = performance.now();
      this.#processor = processorSeconds();
    }
    this.#bytes += bytes;
  }

  look() {
    const { messages } = this;
    const seconds = messages > 0 ? (performance.now() - this.#began) / 1000 : 0;
    const processor = messages > 0 ? processorSeconds() - this.#processor : 0;
    this.seen = {
      messages,
      bytes: this.#bytes,
      seconds: seconds.toFixed(6),
      cpu_s: processor.toFixed(6),
    };
  }

  reset() {
    this.messages = 0;
    this.#bytes = 0;
  }

  get text() {
    const { messages, bytes, seconds } = this.seen;
    return `messages=${messages} bytes=${bytes} seconds=${seconds}`;
  }
}
