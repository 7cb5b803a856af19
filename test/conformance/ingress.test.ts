import { createSocket } from 'node:dgram';

import { expect } from 'chai';
import { describe } from 'mocha';

import { getSCTPIngressCounters, type SCTPIngressCounters } from '../../lib/index';
import { forEachEngine, itNeeds } from '../helpers/engines';
import { collect, message } from '../helpers/events';
import { sealed } from '../helpers/packet';
import { connectedPair } from '../helpers/pair';
import { until } from '../helpers/until';

const header = '0f1d0f1c 01020304 00000000'; // SCTP ports, a tag, room for the checksum
const initHeader = '0f1d0f1c 00000000 00000000';
const initFields = '00000001 00010000 000a000a 00000001';

/** Packets by why they go no further. */
const hostile: readonly [reason: keyof SCTPIngressCounters, what: string, packet: Buffer][] = [
  ['badSize', 'of no bytes', Buffer.alloc(0)],
  ['badSize', 'too short for a chunk', sealed(header)],
  ['badSize', 'of bytes that fill no word', sealed(`${header} 0b000004 00`)],
  ['badAddress', 'to SCTP port 0', sealed('0f1d0000 01020304 00000000 0b000004')],
  ['badChecksum', 'without a checksum', Buffer.from('0f1d0f1c01020304000000000b000004', 'hex')],
  ['badChecksum', 'that is no SCTP at all', Buffer.from('GET / HTTP/1.1\r\n\r\n--')],
  ['badTag', 'without a tag that is no INIT', sealed(`${initHeader} 0b000004`)],
  ['chunkLength', 'with a chunk of length 0', sealed(`${header} 0b000000`)],
  ['chunkLength', 'with a chunk beyond its end', sealed(`${header} 0000ffff`)],
  ['chunkShape', 'with an INIT that is short', sealed(`${initHeader} 01000008 00000001`)],
  ['chunkAlone', 'with an INIT and more', sealed(`${initHeader} 01000014 ${initFields} 0b000004`)],
  [
    'parameterLength',
    'with an INIT with a parameter of length 0',
    sealed(`${initHeader} 0100001c ${initFields} 12340000 00000000`),
  ],
  [
    'parameterShape',
    'with an INIT with an address of three bytes',
    sealed(`${initHeader} 0100001c ${initFields} 00050007 0a010002`),
  ],
  ['causeLength', 'with an ABORT with a cause beyond it', sealed(`${header} 06000008 000c0009`)],
  [
    'countMismatch',
    'with a SACK of 65535 gaps',
    sealed(`${header} 03000010 00000001 00010000 ffff0000`),
  ],
  ['outOfOrder', 'with a late COOKIE-ECHO', sealed(`${header} 0b000004 0a000004`)],
  [
    'middleBox',
    'with a report of a middle box',
    sealed(`${header} 81010010 00000001 00000001 00000000`),
  ],
];

forEachEngine('a packet that is no good', (engine) => {
  describe('is counted by the reason, and disturbs no association', () => {
    for (const [reason, what, packet] of hostile) {
      itNeeds(engine, 'ownUdpPort', `${reason}: ${what}`, async () => {
        const { server, a, z } = await connectedPair(engine);
        const ends = collect(z, 'notification');
        const before = getSCTPIngressCounters();

        await sendTo(server.getOption('localUdpEncapsulationPort'), packet);
        await until(() => getSCTPIngressCounters()[reason] > before[reason]);
        const { taken: _, ...others } = getSCTPIngressCounters();
        expect(others).to.deep.equal(droppedSince(before, reason));

        void a.send('still here');
        expect((await message(z)).data.toString()).to.equal('still here');
        expect(ends.filter(({ type }) => type !== 'peerAddressChange')).to.deep.equal([]);
      });
    }
  });

  itNeeds(engine, 'ownUdpPort', 'is told from those that are taken', async () => {
    const { a, z } = await connectedPair(engine);
    const before = getSCTPIngressCounters();
    void a.send('good');
    await message(z);
    const { taken, ...others } = getSCTPIngressCounters();
    expect(taken).to.be.greaterThan(before.taken);
    const { taken: _, ...unchanged } = before;
    expect(others).to.deep.equal(unchanged);
  });
});

function droppedSince(before: SCTPIngressCounters, reason: keyof SCTPIngressCounters) {
  const { taken: _, ...others } = { ...before, [reason]: before[reason] + 1 };
  return others;
}

function sendTo(port: number, packet: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    socket.send(packet, port, '127.0.0.1', (error) => {
      socket.close();
      if (error === null) resolve();
      else reject(error);
    });
  });
}
