// What is measured: rows of tables, so that another is one line.

/**
 * `iterations` messages after `warmup` more, each of the frame's header and a payload of `size`.
 * `symmetric` cases are of pairs of one program, and have `rounds` of their own, at most, where they
 * take long. What tells nothing in the kernel lab has its place elsewhere.
 */
export const cases = [
  {
    name: 'messages of 64 B',
    ...{ mode: 'messages', size: 64, iterations: 400_000, warmup: 200_000 },
    isQuick: true,
  },
  {
    name: 'messages of 64 B, bundled',
    ...{ mode: 'messages', size: 64, iterations: 800_000, warmup: 200_000 },
    settings: { nodelay: 0 },
    engine: 'kernel',
  },
  {
    name: '1200 B',
    ...{ mode: 'throughput', size: 1200, iterations: 160_000, warmup: 80_000 },
    isQuick: true,
  },
  {
    name: '64 KiB',
    ...{ mode: 'throughput', size: 65_531, iterations: 6_000, warmup: 3_000 },
    except: ['dgram'],
    place: 'native',
  },
  {
    name: 'round trips of 256 B',
    ...{ mode: 'rtt', size: 256, iterations: 20_000, warmup: 10_000 },
    isQuick: true,
  },
  ...[1_000, 10_000].map((rate) => ({
    name: `latency at ${rate.toLocaleString('en')}/s`,
    ...{ mode: 'latency', size: 64, iterations: 2 * rate + 3_000, warmup: 30_000 },
    settings: { rate },
    except: ['werift'],
    symmetric: true,
    rounds: { native: 3 },
    place: 'native',
    isQuick: rate === 1_000,
  })),
  ...[1, 100, 1_000, 10_000].map((iterations) => ({
    name: `${iterations.toLocaleString('en')} at once`,
    ...{ mode: 'associations', size: 64, iterations, warmup: 0 },
    settings: { messages: 200_000 },
    symmetric: true,
    rounds: { native: 3, lab: 1 },
    isQuick: iterations === 100,
  })),
];

const processorOf = (side) => (run) => (run[side].cpu_s * 1e6) / messagesOf(run);

const processor = [
  { title: 'server, µs', of: processorOf('server'), digits: 1 },
  { title: 'client, µs', of: processorOf('client'), digits: 1 },
];

/** What a process takes once for all is not the weight of the first. */
const weightOf = (side) => (run) => (run.client.iterations === 1 ? undefined : run[side].kib_each);

const percentile = (name) => ({
  title: name,
  of: ({ client }) => client[fieldOf(name)],
  digits: 0,
});

/** `p99_us` of p99. */
function fieldOf(name) {
  return `${name.replace('.', '')}_us`;
}

/**
 * What is told of a run, by its mode. Ratios compare the first. `less` is better where it is said
 * so; weights are the only figures that do not depend on how fast anything is.
 */
export const figures = {
  messages: {
    title: 'Messages of 64 bytes, one way, as fast as they are taken',
    columns: [
      {
        title: 'thousands/s',
        of: (run) => messagesOf(run) / run.client.elapsed_s / 1e3,
        digits: 1,
      },
      ...processor,
    ],
  },
  throughput: {
    title: 'Throughput, one way',
    columns: [
      { title: 'Mbit/s', of: ({ client }) => client.throughput_mbps, digits: 0 },
      ...processor,
    ],
  },
  rtt: {
    title: 'Round trips, one after the other',
    columns: [
      { title: 'µs', of: ({ client }) => client.rtt_us_avg, digits: 1, less: true },
      ...processor,
    ],
  },
  latency: {
    title: 'Round trips at a fixed rate, in µs from when each was to be sent',
    columns: [
      { ...percentile('p50'), less: true },
      ...['p90', 'p99', 'p99.9'].map(percentile),
      { title: 'lost', of: ({ client }) => client.lost, digits: 0 },
    ],
  },
  associations: {
    title: 'Associations of one server, at once',
    columns: [
      {
        title: 'set up, /s',
        of: ({ client }) => client.iterations / client.elapsed_s,
        digits: 0,
      },
      { title: 'server, KiB each', of: weightOf('server'), digits: 1, isWeight: true },
      { title: 'client, KiB each', of: weightOf('client'), digits: 1, isWeight: true },
      {
        title: '64 B, thousands/s together',
        of: ({ client }) => client.messages_per_s / 1e3,
        digits: 1,
      },
    ],
  },
};

/** Of those that arrived, where some may not. */
function messagesOf({ client }) {
  return client.messages ?? client.iterations;
}
