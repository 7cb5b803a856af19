// A client over any transport, in all modes.

import { createHistogram } from 'node:perf_hooks';

import { processorSeconds, residentKib, settings, tell } from './command.mjs';
import { dataFrame, encodeFrame, kinds, numbered, numberOf, payloadText } from './frame.mjs';
import { keepPace } from './pacer.mjs';

const { mode, iterations, size, warmup, rate } = settings;

const data = dataFrame(size);
const stop = encodeFrame(kinds.stop, Buffer.alloc(0));

const atOnce = 200; // associations that are being set up

const warmingRate = 10_000; // messages a second, at least

const exchanges = { rtt: roundTrips, throughput: flood, messages: flood, latency: pace };

export const modes = [...Object.keys(exchanges), 'associations'];

export async function connectAndMeasure({ connect }) {
  if (mode === 'associations') return associate(connect);

  const exchange = exchanges[mode];
  const channel = await connect();
  if (warmup > 0) {
    await exchange(channel, warmup, Math.max(rate, warmingRate));
    if (mode === 'rtt') await finish(channel); // the server's count begins anew
  }
  const meter = startMeter();
  const figuresOf = await exchange(channel, iterations);
  const { elapsed, processor } = meter();
  report(elapsed, processor, figuresOf(elapsed));
  channel.end();
}

/** As in the Go fork the server is not told that it was the last. */
async function roundTrips(channel, count) {
  let seen = 0;
  await new Promise((resolve) => {
    channel.onMessage = () => {
      if (++seen < count) channel.send(data);
      else resolve();
    };
    channel.send(data);
  });
  return (elapsed) => ({ rtt_us_avg: (elapsed * 1e6) / count });
}

async function flood(channel, count) {
  await sendAll(channel, count);
  const { messages } = await finish(channel);
  return (elapsed) => throughput(Number(messages), elapsed);
}

function throughput(messages, elapsed) {
  return { throughput_mbps: (messages * size * 8) / elapsed / 1e6, messages };
}

/** As fast as the transport takes them. */
function sendAll(channel, count) {
  let left = count;
  return new Promise((resolve) => {
    const send = () => {
      while (left > 0) {
        left--;
        if (!channel.send(data)) return;
      }
      channel.onDrain = () => undefined;
      resolve();
    };
    channel.onDrain = send;
    send();
  });
}

/** What the server has counted, once it has all. */
function finish(channel) {
  const { onMessage } = channel;
  return new Promise((resolve) => {
    channel.onMessage = (frame) => {
      if (frame[0] !== kinds.result) return onMessage(frame);
      const fields = payloadText(frame).split(' ');
      resolve(Object.fromEntries(fields.map((field) => field.split('='))));
    };
    channel.send(stop);
  });
}

/**
 * Each message has a time at which it is to be sent, and its latency counts from then: whoever
 * comes late to send it does not hide it.
 */
async function pace(channel, count, atRate = rate) {
  const histogram = createHistogram();
  const pacer = keepPace(count, atRate, (number) => channel.send(numbered(data, number)));
  channel.onMessage = (frame) => histogram.record(pacer.lateness(numberOf(frame)));
  await pacer.done;
  await finish(channel);
  const percentile = (percent) => histogram.percentile(percent) / 1000;
  return () => ({
    rtt_us_avg: histogram.mean / 1000,
    p50_us: percentile(50),
    p90_us: percentile(90),
    p99_us: percentile(99),
    p999_us: percentile(99.9),
    lost: count - histogram.count,
  });
}

/** Sets up as many as asked for, and has them send together. */
async function associate(connect) {
  const memory = residentKib();
  const setUp = startMeter();
  const channels = [];
  const connectMore = async () => {
    while (channels.length < iterations) {
      const place = channels.push(undefined) - 1;
      channels[place] = await connect();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, connectMore));
  const { elapsed, processor } = setUp();
  const weight = (residentKib() - memory) / iterations;

  const transfer = startMeter();
  const each = Math.floor(settings.messages / iterations);
  const rest = settings.messages % iterations;
  const sent = channels.map(async (channel, index) => {
    await sendAll(channel, each + (index < rest ? 1 : 0));
    await finish(channel);
  });
  await Promise.all(sent);
  const seconds = transfer().elapsed;
  const figures = throughput(settings.messages, seconds);
  const perSecond = settings.messages / seconds;
  report(elapsed, processor, { ...figures, kib_each: weight, messages_per_s: perSecond });
  for (const channel of channels) channel.end();
}

function startMeter() {
  const began = performance.now();
  const processor = processorSeconds();
  return () => ({
    elapsed: (performance.now() - began) / 1000,
    processor: processorSeconds() - processor,
  });
}

function report(elapsed, processor, figures) {
  const all = { rtt_us_avg: 0, throughput_mbps: 0, cpu_s: processor, ...figures };
  const rounded = Object.entries(all).map(([name, figure]) => [
    name,
    Number.isInteger(figure) ? figure : figure.toFixed(name === 'cpu_s' ? 6 : 3),
  ]);
  const fields = { iterations, size, elapsed_s: elapsed.toFixed(6) };
  tell('CLIENT_RESULT', { ...fields, ...Object.fromEntries(rounded) });
}
