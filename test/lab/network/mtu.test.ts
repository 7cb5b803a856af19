import { expect } from 'chai';
import { it } from 'mocha';

import { forEachPairOfEngines } from '../../helpers/engines';
import { narrowMtu, narrowPath } from './networks';
import { onStage } from './stage';

const traffic = { streams: 2, lengths: [100_000, 1, 1400, 200_000, 20] };

forEachPairOfEngines('a path with a smaller MTU than those of its ends', (engines) => {
  onStage(engines, narrowPath, (stage) => {
    it('carries messages of any size, either way', async () => {
      const sides = [stage.a, stage.z];
      await stage.associate();
      for (const side of sides) expect((await side.describe()).mtu).to.be.greaterThan(narrowMtu);
      await Promise.all(sides.map((side) => side.read(traffic)));
      const count = 2 * traffic.lengths.length;
      await Promise.all(sides.map((side) => side.send(traffic, count)));
      await Promise.all(sides.map((side) => side.came(count)));
      for (const side of sides) {
        expect(await side.arrivals()).to.deep.equal({ count, faults: [] });
      }
      // usrsctp leaves it to IP to make fragments for the path.
      if (engines.a === 'kernel') expect((await stage.a.describe()).mtu).to.equal(narrowMtu);
      if (engines.z === 'kernel') expect((await stage.z.describe()).mtu).to.equal(narrowMtu);
    });
  });
});
