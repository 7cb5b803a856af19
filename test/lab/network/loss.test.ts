import { expect } from 'chai';
import { it } from 'mocha';

import { forEachPairOfEngines } from '../../helpers/engines';
import { twoPaths } from './networks';
import { hasty, onStage } from './stage';

const traffic = { streams: 4, lengths: [1, 100, 1000, 20, 30_000] };

/** Sooner than Linux's 10. */
const options = {
  ...hasty,
  associationParameters: { maxRetransmits: 4 },
};

forEachPairOfEngines('the loss of all paths', (engines) => {
  onStage(engines, twoPaths, (stage) => {
    const lost = { endedBy: 'pathLoss', code: 'ERR_SCTP_ASSOCIATION_LOST', hadError: true };

    it('is told to a side that sends, and to one that does not', async () => {
      const { a, z, links } = stage;
      await stage.associate({ options });
      await z.read(traffic);
      await a.flood(traffic);
      await z.cameMore(100);
      for (const link of links) link.silence();
      expect(await Promise.all([a.ends(), z.ends()])).to.deep.equal([lost, lost]);
    });

    it('is told to a side whose cables are pulled out', async () => {
      const { a, z, links, hosts } = stage;
      await stage.associate({ options });
      await z.read(traffic);
      await a.flood(traffic);
      await z.cameMore(100);
      for (const link of links) link.unplug(hosts.a);
      expect(await Promise.all([a.ends(), z.ends()])).to.deep.equal([lost, lost]);
    });

    for (const peelOff of ['auto', 'always', 'never'] as const) {
      it(`settles each callback once, and tells of all that did not arrive (peelOff: ${peelOff})`, async () => {
        const { a, z, links } = stage;
        const sides = [a, z];
        await stage.associate({ options, server: { peelOff } });
        await Promise.all(sides.map((side) => side.read(traffic)));
        await Promise.all(sides.map((side) => side.flood(traffic)));
        await Promise.all(sides.map((side) => side.cameMore(100)));
        for (const link of links) link.silence();
        await Promise.all(sides.map((side) => side.ends()));

        for (const [from, to] of [
          [a, z],
          [z, a],
        ] as const) {
          const { sent, unsettled, reported, codes } = await from.outcomes();
          expect(unsettled).to.deep.equal([]);
          expect(codes).to.deep.equal(['ERR_SCTP_ASSOCIATION_LOST']);
          const missing = await to.missing(sent);
          expect(missing).not.to.be.empty;
          expect(reported).to.include.members(missing);
          expect((await to.arrivals()).faults).to.deep.equal([]);
        }
      });
    }
  });
});
