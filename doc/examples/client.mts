import { connectSCTP, SCTP_PPID } from 'net-sctp';

const socket = connectSCTP({
  port: Number(process.argv[2] ?? 3868),
  remoteAddresses: ['127.0.0.1', '127.0.0.2'], // one peer, two paths
  noDelay: true,
});
socket.write({ data: 'Capabilities-Exchange-Request', stream: 0, ppid: SCTP_PPID.DIAMETER });
socket.write({ data: 'NG Setup Request', stream: 1, ppid: SCTP_PPID.NGAP });
for await (const { data, stream, ppid } of socket) {
  console.log(`stream ${stream}, PPID ${ppid}: ${data.toString()}`);
  if (socket.messagesReceived === 2) socket.end();
}
console.log(`ended: ${socket.endedBy}`);
