// A relay: a server of ours to a program, and a client of ours to another, which have no peer of
// their own kind. What it has passed on is kept, message by message.

import { once } from 'node:events';

import { endOf } from './meeting.mjs';

export class Relay {
  /** What went over each association: `{ streams, fromClient, fromServer }`. */
  associations = [];
  #meeting;
  #relayed = [];

  constructor(meeting) {
    this.#meeting = meeting;
  }

  /** Takes associations at one port to another, over as many streams. */
  async relay(port, to) {
    const server = await this.#meeting.serve({ listen: { port, host: this.#meeting.host } });
    server.on('connection', (client) => this.#relayed.push(this.#pass(client, to)));
  }

  /** Resolves when all associations have ended, and all that came has been passed on. */
  async ended() {
    await Promise.all(this.#relayed);
  }

  async #pass(client, to) {
    const { inboundStreams: streams } = client;
    const association = { streams, fromClient: [], fromServer: [] };
    this.associations.push(association);
    const server = await this.#meeting.connect(to, { outboundStreams: streams });
    await Promise.all([
      passOn(client, server, association.fromClient),
      passOn(server, client, association.fromServer),
    ]);
    await Promise.all([client, server].map(endOf));
  }
}

// A receiver that has stopped reading aborts: what is left then has nowhere to go, and is counted.
async function passOn(from, to, passed) {
  const closed = new Promise((resolve) => to.once('close', resolve));
  try {
    for await (const message of from.messages()) {
      const { data, stream, ppid, unordered } = message;
      passed.push({ length: data.length, stream, ppid, unordered });
      if (to.writable && !to.write(message)) await Promise.race([once(to, 'drain'), closed]);
    }
  } catch {
    // One of them was aborted.
  }
  to.end();
}
