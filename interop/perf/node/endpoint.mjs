// net-sctp in the manner of node:dgram: createSCTPEndpoint on both sides.

import { createSCTPEndpoint } from 'net-sctp';

import { endpointSettings, portsOf, settings } from './command.mjs';
import { ppid } from './frame.mjs';
import { newChannel, play } from './play.mjs';

await play({ listen, connect });

function onSent(error) {
  if (error !== null) throw error;
}

function listen({ onListening, onUp, onMessage, onDown }) {
  const { host: address, port } = settings;
  const channels = new Map();
  const endpoint = createSCTPEndpoint(endpointSettings, (data, info) => {
    onMessage(channels.get(info.associationId), data, info);
  });
  endpoint.on('associationChange', ({ state, associationId }) => {
    if (state !== 'communicationUp') return onDown();
    const send = (data, { stream, ppid }) => {
      endpoint.send(data, { associationId }, { stream, ppid }, onSent);
    };
    channels.set(associationId, { send });
    onUp();
  });
  endpoint.bind({ address, port }, () => onListening(portsOf(endpoint))).listen();
  return () => endpoint.close();
}

async function connect() {
  const { host: address, port } = settings;
  const endpoint = createSCTPEndpoint({ ...endpointSettings, defaultSend: { ppid } });
  endpoint.bind({ address });
  const associationId = await endpoint.connect(address, port);
  const channel = newChannel({
    send: (data) => endpoint.send(data, { associationId }, undefined, onSent),
    end: () => endpoint.shutdownAssociation(associationId),
  });
  endpoint.on('message', (data) => channel.onMessage(data));
  endpoint.on('drain', () => channel.onDrain());
  endpoint.on('associationChange', () => endpoint.close());
  return channel;
}
