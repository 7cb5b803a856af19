import { expect } from 'chai';
import { it } from 'mocha';

import { forEachPairOfEngines } from '../../helpers/engines';
import { twoPaths } from './networks';
import { hasty, onStage } from './stage';

const traffic = { streams: 4, lengths: [1000] };
const count = 200;

/** Nothing is repeated by the other path for having taken long. */
const options = { ...hasty, rtoInfo: { initial: 1000, min: 1000, max: 1000 } };

forEachPairOfEngines('what is sent goes by the primary path', (engines) => {
  onStage(engines, twoPaths, (stage) => {
    it('which setPrimaryAddress moves', async () => {
      const { a, z, links, hosts, addresses } = stage;
      await stage.associate({ options });
      await z.read(traffic);
      for (const [turn, primary] of [0, 1, 0].entries()) {
        await a.setPrimaryAddress(addresses.z[primary]!);
        const before = links.map((link) => link.bytesSentBy(hosts.a));
        await a.send(traffic, count);
        await z.came(count * (turn + 1));
        const sent = links.map((link, index) => link.bytesSentBy(hosts.a) - before[index]!);
        expect(sent[primary]).to.be.greaterThan(count * 1000);
        expect(sent[1 - primary]).to.be.lessThan(count * 500);
      }
    });
  });
});
