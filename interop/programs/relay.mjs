// A relay: a server of ours to a program, and a client of ours to another, which have no peer of
// their own kind. What it has passed on is kept, message by message.

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
    server.on('connection', (client) => {
      const relayed = this.#pass(client, to);
      relayed.catch(() => {}); // until it is waited for
      this.#relayed.push(relayed);
    });
  }

  /** Resolves when the clients' associations have ended, and all that came by them is counted. */
  async ended() {
    await Promise.all(this.#relayed);
  }

  async #pass(client, to) {
    const { inboundStreams: streams } = client;
    const association = { streams, fromClient: [], fromServer: [] };
    this.associations.push(association);
    const server = await this.#meeting.connect(to, { outboundStreams: streams }).catch((error) => {
      client.abort();
      throw error;
    });
    passOn(server, client, association.fromServer);
    await passOn(client, server, association.fromClient);
    await endOf(client);
  }
}

// A receiver that reads no more aborts, or shuts down and leaves its window closed: what is left
// then has nowhere to go, and is counted.
async function passOn(from, to, passed) {
  let isThere = true;
  const leaves = firstOf(to, ['close', 'peerShutdown']).then(() => (isThere = false));
  try {
    for await (const message of from.messages()) {
      const { data, stream, ppid, unordered } = message;
      passed.push({ length: data.length, stream, ppid, unordered });
      if (isThere && !to.write(message)) await Promise.race([firstOf(to, ['drain']), leaves]);
    }
  } catch {
    // It was aborted.
  }
  to.end();
}

function firstOf(emitter, events) {
  return new Promise((resolve) => {
    for (const event of events) emitter.once(event, resolve);
  });
}
