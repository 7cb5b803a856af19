import { randomBytes } from 'node:crypto';

import { expect } from 'chai';
import { describe, it } from 'mocha';

import type { SCTPSocket } from '../../../lib/index';
import { messages } from '../../helpers/events';
import { forEachMeeting, meet } from './meeting';

const mebibyte = 1024 * 1024;
const room = { sendBufferSize: 2 * mebibyte, receiveBufferSize: 2 * mebibyte };

forEachMeeting('a message between engines', (engines) => {
  for (const host of ['127.0.0.1', '::1']) {
    describe(`by ${host}`, () => {
      const listen = { host };
      const directions = ([a, z]: [SCTPSocket, SCTPSocket]) => [[a, z] as const, [z, a] as const];

      it('arrives whole, from 1 byte to 1 MiB, either way', async () => {
        const { a, z } = await meet(engines, { listen, server: room, client: room });
        const lengths = [1, 2, 3, 4, 5, 1400, 1452, 1453, 9000, 65_535, 65_536, mebibyte, 7];
        for (const [from, to] of directions([a, z])) {
          const sent = lengths.map((length) => randomBytes(length));
          for (const data of sent) from.write(data);
          const received = await messages(to, sent.length);
          expect(received.map(({ data }) => data.length)).to.deep.equal(lengths);
          const changed = received.filter(({ data }, index) => !data.equals(sent[index]!));
          expect(changed).to.be.empty;
        }
      });

      it('keeps its stream, its PPID and its lack of order, either way', async () => {
        const { a, z } = await meet(engines, { listen });
        const sent = [
          { stream: 0, ppid: 0, unordered: false },
          { stream: 1, ppid: 46, unordered: true },
          { stream: 9, ppid: 0xffffffff, unordered: false },
          { stream: 4, ppid: 0x01020304, unordered: true },
        ];
        for (const [from, to] of directions([a, z])) {
          for (const options of sent) await from.send('x', options);
          const received = await messages(to, sent.length);
          const metadata = received.map(({ stream, ppid, unordered }) => ({
            ...{ stream, ppid, unordered },
          }));
          expect(metadata).to.have.deep.members(sent);
        }
      });

      it('keeps its order among thousands that are bundled, both ways at once', async () => {
        const { a, z } = await meet(engines, { listen });
        const count = 5000;
        const streams = 3;
        const numbers = Array.from({ length: count }, (_, number) => number);
        for (const from of [a, z]) {
          for (const number of numbers) from.write({ data: `${number}`, stream: number % streams });
        }
        for (const received of await Promise.all([messages(a, count), messages(z, count)])) {
          for (let stream = 0; stream < streams; stream++) {
            const came = received.filter((one) => one.stream === stream);
            const due = numbers.filter((number) => number % streams === stream);
            expect(came.map(({ data }) => Number(data))).to.deep.equal(due);
          }
        }
      });
    });
  }
});
