// node:dgram: no more than UDP gives, so that what is lost is lost. The rate is of what arrives.
// See cpp/roles.h.

import dgram from 'node:dgram';

import { announcePorts, host, play, report, settings } from './settings.mjs';

/** Sends that have not been done yet: enough to keep the loop busy. */
const inFlight = 64;

/** It ends when it is answered; the question may be lost, as may the answer. */
const end = Buffer.from('end');
const askAgainMs = 20;

play({ sink, flood, echo, ping });

function bind(onMessage, onBound) {
  const socket = dgram.createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 });
  socket.on('message', onMessage);
  socket.bind(0, host, () => onBound(socket));
}

function isEnd(data) {
  return data.length === end.length && end.equals(data);
}

function sink() {
  let seen = 0;
  let counted = 0;
  let began;
  let ended;
  const onMessage = (data, { port }) => {
    if (isEnd(data)) {
      if (ended !== undefined) return;
      ended = performance.now();
      answer(port);
    } else if (++seen === 1 + Math.floor(settings.warmup / 2)) began = performance.now();
    else if (began !== undefined) counted++;
  };
  let socket;
  const answer = (port) => {
    socket.send(end, port, host, () => socket.close());
    report(counted, (ended - began) / 1000);
  };
  bind(onMessage, (bound) => {
    socket = bound;
    announcePorts(socket.address().port, 0);
  });
}

function flood() {
  const data = Buffer.alloc(settings.size, 'x');
  let left = settings.warmup + settings.count;
  let asking;
  const onAnswer = () => {
    clearInterval(asking);
    socket.close();
  };
  let socket;
  const send = () => {
    if (left-- > 0) socket.send(data, settings.port, host, send);
    else if (left === -inFlight) asking = setInterval(ask, askAgainMs);
  };
  const ask = () => socket.send(end, settings.port, host);
  bind(onAnswer, (bound) => {
    socket = bound;
    for (let i = 0; i < inFlight; i++) send();
  });
}

function echo() {
  let socket;
  const onMessage = (data, { port }) => {
    if (isEnd(data)) socket.close();
    else socket.send(data, port, host);
  };
  bind(onMessage, (bound) => {
    socket = bound;
    announcePorts(socket.address().port, 0);
  });
}

function ping() {
  const data = Buffer.alloc(settings.size, 'x');
  let seen = 0;
  let began;
  let socket;
  const onMessage = () => {
    if (++seen === settings.warmup) began = performance.now();
    if (seen < settings.warmup + settings.count) return socket.send(data, settings.port, host);
    report(settings.count, (performance.now() - began) / 1000);
    socket.send(end, settings.port, host, () => socket.close());
  };
  bind(onMessage, (bound) => {
    socket = bound;
    socket.send(data, settings.port, host);
  });
}
