import { expect } from 'chai';
import { it } from 'mocha';

import { forEachPairOfEngines } from '../../helpers/engines';
import { onePath } from './networks';
import { onStage } from './stage';

const kibibyte = 1024;
const lengths = [
  ...[1, 20, 300, 1452, 3, 5000, 70, 1000, 2, 256 * kibibyte, 40, 200, 5, 20_000, 10],
  ...[700, 1, 64 * kibibyte, 90, 8],
];
const sendBufferSize = 384 * kibibyte; // a message must fit
const options = { rtoInfo: { initial: 300, min: 200, max: 1000 } };
const traffic = { streams: 3, lengths };

forEachPairOfEngines('a network that loses, delays, reorders and duplicates packets', (engines) => {
  onStage(engines, onePath, (stage) => {
    it('does none of that to messages of 1 byte to 256 KiB, either way', async () => {
      const { a, z, links } = stage;
      await stage.associate({ server: { sendBufferSize }, client: { sendBufferSize }, options });
      links[0]!.impair('delay 50ms 10ms loss 5% duplicate 5% reorder 10%');
      const count = lengths.length;
      await Promise.all([a.read(traffic), z.read(traffic)]);
      await Promise.all([a.send(traffic, count), z.send(traffic, count)]);
      await Promise.all([a.came(count), z.came(count)]);
      await Promise.all([a.shutdown(), z.ends()]);
      for (const side of [a, z]) {
        expect(await side.arrivals()).to.deep.equal({ count, faults: [] });
        expect((await side.outcomes()).reported).to.deep.equal([]);
      }
    });
  });
});
