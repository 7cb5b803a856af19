// Runs what the command line asks for over a transport, which is two functions:
//
//   listen({ onListening, onUp, onMessage, onDown })   returns what ends the listening
//   connect()                                          resolves with a channel
//
// A server's channel sends a message as another was received; a client's has `onMessage` and
// `onDrain` to be set, a `send` that answers false when it wants a pause, and an `end`.

import { settings } from './command.mjs';
import { connectAndMeasure, modes } from './client.mjs';
import { serve } from './server.mjs';

export async function play(transport) {
  const roles = { server: serve, client: connectAndMeasure };
  if (roles[settings.role] !== undefined && modes.includes(settings.mode)) {
    return roles[settings.role](transport);
  }
  const usage = `server|client HOST PORT ${modes.join('|')} ITERATIONS SIZE [NAME=VALUE...]`;
  process.stderr.write(`usage: ${usage}\n`);
  process.exitCode = 2;
}

/** A client's, with nobody listening yet. */
export function newChannel(methods) {
  return { onMessage: () => undefined, onDrain: () => undefined, ...methods };
}
