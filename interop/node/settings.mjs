// What every peer of the matrix is told (interop/README.md):
//
//   PROGRAM HOST[,HOST...] PORT PAYLOAD STREAM PPID [CASE]
//
// The engine is that of SCTP_ENGINE, which the package reads by itself.

const STREAMS = 8;
const BUFFER_SIZE = 4 * 1024 * 1024; // a large message fits twice
const RTO_MS = 300; // above the delay of a SACK
const KEY_ID = 7;

const [, , hosts, port, payload, stream, ppid, name = 'message'] = process.argv;
const { LOCAL_HOSTS, PPID_BYTE_ORDER, UDP_PORT, REMOTE_UDP_PORT } = process.env;

if (ppid === undefined) {
  process.stderr.write('usage: HOST[,HOST...] PORT PAYLOAD STREAM PPID [CASE]\n');
  process.exit(2);
}

export const settings = {
  hosts: hosts.split(','),
  localHosts: LOCAL_HOSTS ? LOCAL_HOSTS.split(',') : undefined,
  port: Number(port),
  payload,
  stream: Number(stream),
  ppid: Number(ppid),
  name,
};

const optionsOfCase = {
  auth: {
    authSupported: true,
    authChunks: ['DATA'],
    authKey: { keyId: KEY_ID, secret: 'interop secret' },
    authActiveKey: KEY_ID,
  },
  'stream-reset': {
    reconfigSupported: true,
    streamResetEnabled: { streams: true, association: false, addStreams: false },
  },
};

export const endpointSettings = {
  outboundStreams: STREAMS,
  maxInboundStreams: STREAMS,
  sendBufferSize: BUFFER_SIZE,
  receiveBufferSize: BUFFER_SIZE,
  noDelay: true,
  ppidByteOrder: PPID_BYTE_ORDER === 'host' ? 'host' : 'network',
  udpEncapsulation: {
    ...(UDP_PORT && { localPort: Number(UDP_PORT) }),
    ...(REMOTE_UDP_PORT && { remotePort: Number(REMOTE_UDP_PORT) }),
  },
  options: {
    rtoInfo: { initial: RTO_MS, max: RTO_MS, min: RTO_MS },
    ...optionsOfCase[name],
  },
};
