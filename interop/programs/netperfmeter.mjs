// netperfmeter: an active and a passive node, with a control association beside the one that is
// measured. Both go through a relay of ours, by two ports that follow each other.

import fs from 'node:fs';
import path from 'node:path';

import { demand } from '../matrix/checks.mjs';
import { needsProgram } from '../matrix/row.mjs';
import { meetingRow, ways } from './meeting.mjs';
import { Relay } from './relay.mjs';
import { listening } from './waits.mjs';

const needs = [needsProgram('netperfmeter', 'netperfmeter')];
const RUN_S = 1;
const END_MS = 20_000;

const flows = [
  { stream: 0, sizes: [1000, 700], unordered: false },
  { stream: 1, sizes: [500, 300], unordered: true },
];

export const rows = ways.map((way) =>
  meetingRow({
    server: 'netperfmeter (passive)',
    client: 'netperfmeter (active)',
    title: 'two flows in one association, both ways',
    way,
    needs,
    exchanged:
      'an ordered and an unordered flow on 2 streams, and the control association: lengths, ' +
      'streams, order; for each flow as many messages as were sent, and no fewer than were received',
    run: async (meeting, context) => {
      const [port, relayed] = [context.port(), context.port()];
      context.start('passive', 'netperfmeter', [`${port}`, '-quiet']);
      for (const one of [port, port + 1]) await listening(one);
      const relay = new Relay(meeting);
      await relay.relay(relayed + 1, port + 1);
      await relay.relay(relayed, port);

      const scalars = path.join(context.logDir, `netperfmeter-${port}`);
      const host = way.family === 'IPv4' ? way.host : `[${way.host}]`;
      const files = [`-scalar=${scalars}.sca`, `-vector=${scalars}.vec`];
      const specified = flows.map(
        ({ sizes: [out, back], unordered }, index) =>
          `const20:const${out}:const20:const${back}:id=${index}:unordered=${Number(unordered)}:error_on_abort=off`,
      );
      const args = [`${host}:${relayed}`, `-runtime=${RUN_S}`, ...files, '-sctp', ...specified];
      const active = context.start('active', 'netperfmeter', args);
      demand('its exit status', await active.exited(END_MS), 0);
      await relay.ended();
      verify(relay, scalars);
    },
  }),
);

function verify({ associations }, scalars) {
  demand('associations', associations.length, 2);
  const [active, passive] = ['active', 'passive'].map((node) => countsOf(`${scalars}-${node}.sca`));
  const [, { fromClient, fromServer }] = associations;
  for (const [index, flow] of flows.entries()) {
    const [out, back] = [fromClient, fromServer].map((messages, way) => {
      const { length } = messages.filter(
        (message) =>
          message.stream === flow.stream &&
          message.length === flow.sizes[way] &&
          message.unordered === flow.unordered,
      );
      return length;
    });
    demand(`flow ${index}: sent and relayed`, [active(index, 'Transmitted'), out], [out, out]);
    // The active node ends the measurement: what is under way then is not counted.
    const [there, here] = [passive, active].map((node) => node(index, 'Received'));
    const isSo = there > 0 && there <= out && here > 0 && here <= back;
    const what = `flow ${index}: ${there} received of ${out}, ${here} of ${back} back`;
    demand(what, isSo, true);
  }
}

function countsOf(file) {
  const text = fs.readFileSync(file, 'utf8');
  return (flow, what) => {
    const line = new RegExp(`flow\\[${flow}\\]"\\s+"${what} Packets"\\s+(\\d+)`).exec(text);
    return Number(line?.[1]);
  };
}
