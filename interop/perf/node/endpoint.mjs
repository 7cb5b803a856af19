// The peer in the manner of node:dgram: createSCTPEndpoint on both sides. See cpp/roles.h.

import { createSCTPEndpoint } from 'net-sctp';

import { announce, endpointSettings, host, Meter, play, settings } from './settings.mjs';

play({ sink, flood, echo, ping });

function serve(onMessage, onEnd) {
  const endpoint = createSCTPEndpoint(endpointSettings, onMessage);
  endpoint.on('associationChange', ({ state }) => {
    if (state === 'communicationUp') return;
    endpoint.close();
    onEnd?.();
  });
  endpoint.bind({ address: host }, () => announce(endpoint)).listen();
  return endpoint;
}

async function connect(onMessage) {
  const endpoint = createSCTPEndpoint(endpointSettings, onMessage);
  endpoint.bind({ address: host });
  const associationId = await endpoint.connect(host, settings.port);
  endpoint.on('associationChange', () => endpoint.close());
  return { endpoint, associationId };
}

const onSent = (error) => {
  if (error !== null) throw error;
};

function sink() {
  const meter = new Meter();
  serve(
    () => meter.count(),
    () => meter.report(),
  );
}

async function flood() {
  const data = Buffer.alloc(settings.size, 'x');
  let left = settings.warmup + settings.count;
  const { endpoint, associationId } = await connect(() => undefined);
  const send = () => {
    while (left > 0) {
      left--;
      if (!endpoint.send(data, { associationId }, undefined, onSent)) return;
    }
    endpoint.shutdownAssociation(associationId);
  };
  endpoint.on('drain', send);
  send();
}

function echo() {
  const endpoint = serve((data, { associationId, stream, ppid }) => {
    endpoint.send(data, { associationId }, { stream, ppid }, onSent);
  });
}

async function ping() {
  const data = Buffer.alloc(settings.size, 'x');
  const meter = new Meter();
  const onMessage = () => {
    meter.count();
    if (meter.seen < meter.total) endpoint.send(data, { associationId }, undefined, onSent);
    else endpoint.shutdownAssociation(associationId);
  };
  const { endpoint, associationId } = await connect(onMessage);
  endpoint.on('close', () => meter.report());
  endpoint.send(data, { associationId }, undefined, onSent);
}
