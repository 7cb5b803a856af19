// A stand-in for the addon, by SCTP_NATIVE_PATH: a stack that takes every message, and that
// receives whatever it is told to, at once and without a system call. What the package costs
// above it is JavaScript alone.

// eslint-disable-next-line @typescript-eslint/no-require-imports -- only require loads addons
const { layout, encodeAddress } = require(process.env.SCTP_PERF_ADDON);

const Receive = indexOf(layout.receiveFields);
const receiveWords = layout.receiveFields.length;
const [communicationUp] = layout.enumerations.associationChangeState.keys();
const kindOf = (name) => layout.notificationKinds.indexOf(name);

let callbacks;
let received;

class Endpoint {
  open = () => 0;
  bind = () => 0;
  listen = () => 0;
  receiveStart = () => undefined;
  receiveStop = () => undefined;
  setOption = () => 0;
  getOption = () => [10, 65535, 8, 60000]; // initOptions and rtoInfo begin with such numbers
  localAddresses = () => [5000, '127.0.0.1'];
  peerAddresses = () => [5001, '127.0.0.1'];
  shutdown = () => 0;
  abort = () => 0;
  associationAt = () => -2;
  watchWritable = () => undefined;
  fd = () => -1;
  failedSyscall = () => '';
  ref = () => undefined;
  unref = () => undefined;
  close = () => undefined;
  transmit = (count) => count;

  connect() {
    process.nextTick(() => this.#establish());
    return associationId;
  }

  #establish() {
    received.words.fill(0, 0, receiveWords);
    describe(0, {
      kind: kindOf('associationChange'),
      flags: layout.receiveFlags.endOfRecord,
      state: communicationUp,
      value: 10,
      otherValue: 10,
    });
    callbacks.onBatch(this, 1);
    exports.connected = this;
  }
}

const associationId = 3;

/** Receives a whole batch of messages of this size, one behind the other as the addon puts them. */
function receiveBatch(endpoint, size) {
  for (let i = 0; i < layout.maxBatchMessages; i++) {
    const at = i * receiveWords;
    received.words[at + Receive.kind] = 0;
    received.words[at + Receive.flags] = layout.receiveFlags.endOfRecord;
    received.words[at + Receive.offset] = i * ((size + 7) & -8);
    received.words[at + Receive.length] = size;
    received.words[at + Receive.associationId] = associationId;
    received.words[at + Receive.family] = 4;
    received.words[at + Receive.tsn]++;
  }
  callbacks.onBatch(endpoint, layout.maxBatchMessages);
}

function describe(at, fields) {
  const all = { family: 4, port: 5001, associationId, ...fields };
  for (const [name, value] of Object.entries(all)) received.words[at + Receive[name]] = value;
}

function indexOf(names) {
  return Object.fromEntries(names.map((name, index) => [name, index]));
}

Object.assign(exports, {
  layout,
  encodeAddress,
  Endpoint,
  receiveBatch,
  batchMessages: layout.maxBatchMessages,
  initialize: (given) => (callbacks = given),
  lendReceiveBuffers: (slab, words) => (received = { slab, words }),
  lendTransmitBuffers: () => undefined,
  engines: () => [{ name: 'kernel', status: 0, syscall: '' }],
});
