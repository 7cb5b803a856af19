// usrsctp's rtcweb: data channels as a draft of WebRTC had them, without its DTLS. Here they are
// opened by it and closed by resetting streams (RFC 6525).

import { on } from 'node:events';

import { SCTP_PPID } from 'net-sctp';

import { demand } from '../matrix/checks.mjs';
import { needsProgram } from '../matrix/row.mjs';
import { endOf, engineWays, meetingRow, ownStack, take } from './meeting.mjs';
import { within } from './waits.mjs';

const program = '/usr/lib/usrsctp/rtcweb';
const needs = [needsProgram(program, 'libusrsctp-examples'), needsProgram('stdbuf', 'coreutils')];
const { WEBRTC_DCEP: CONTROL, WEBRTC_STRING: STRING } = SCTP_PPID;
const [OPEN_REQUEST, OPEN_RESPONSE, ACK] = [0, 1, 2];
const UNORDERED = 1;
const PARTIAL_RELIABLE_REXMIT = 3;
const OURS = 2; // our stream of the channel

export const rows = engineWays.map((way) =>
  meetingRow({
    client: "usrsctp's rtcweb",
    title: 'a data channel',
    way: ownStack(way),
    needs,
    exchanged:
      'its request for an unordered channel of two retransmissions, our answer, its ACK, a text ' +
      'either way, all on their streams with their PPIDs; both reset their stream and are told so',
    run: async (meeting, context) => {
      const streamResetEnabled = { streams: true, association: false, addStreams: false };
      const options = { reconfigSupported: true, streamResetEnabled };
      const server = await meeting.serve({ options });
      const udp = [context.port(), meeting.udpPortOf(server)];
      const args = ['-oL', program, ...udp, way.host, server.address().port].map(String);
      const peer = context.start('rtcweb', 'stdbuf', args);
      const socket = await meeting.accept(server);
      const resets = on(socket, 'streamReset');

      peer.input(`open 1 ${PARTIAL_RELIABLE_REXMIT} 2\n`);
      const request = await next(socket);
      const asked = [OPEN_REQUEST, PARTIAL_RELIABLE_REXMIT, 0, UNORDERED, 0, 2, 0, 0];
      demand('its request', [...request.data], asked);
      demand("the request's PPID", request.ppid, CONTROL);
      const { stream: theirs } = request;

      const response = Uint8Array.of(OPEN_RESPONSE, 0, 0, 0, 0, theirs);
      await socket.send(response, { stream: OURS, ppid: CONTROL });
      demand('its ACK', described(await next(socket)), [String.fromCharCode(ACK), theirs, CONTROL]);

      peer.input('send 0:a text\n');
      const text = await next(socket);
      demand('its text', described(text), ['a text', theirs, STRING]);
      demand('whether it is unordered', text.unordered, true);
      await socket.send('an answer', { stream: OURS, ppid: STRING });
      await peer.line(/^Message received of length 9 on channel with id 0: an answer$/);

      peer.input('close 0\n');
      demand('its reset', await told(resets), {
        incoming: true,
        outgoing: false,
        streams: [theirs],
      });
      socket.resetStreams({ outgoing: true, streams: [OURS] });
      demand('our reset', await told(resets), { incoming: false, outgoing: true, streams: [OURS] });
      await peer.line(new RegExp(`^Stream reset event: .*incoming stream ids = ${OURS}\\.$`));

      peer.endInput();
      demand('the end', await endOf(socket), 'peerShutdown');
    },
  }),
);

async function next(socket) {
  const [message] = await take(socket, 1);
  return message;
}

function described({ data, stream, ppid }) {
  return [String(data), stream, ppid];
}

async function told(resets) {
  const { value } = await within('reset', resets.next());
  const [{ incoming, outgoing, streams }] = value;
  return { incoming, outgoing, streams: [...streams] };
}
