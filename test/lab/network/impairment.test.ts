import { expect } from 'chai';
import { it } from 'mocha';

import { forEachPairOfEngines } from '../../helpers/engines';
import { onePath } from './networks';
import { onStage, type Settings, type Stage } from './stage';
import type { Traffic } from './traffic';

const kibibyte = 1024;
const small = [1, 20, 300, 1452, 3, 5000, 70, 1000, 2, 40, 200];
const medium = [...small, 20_000, 10, 700, 1, 64 * kibibyte, 90];
const large = [...medium, 128 * kibibyte, 8];

/** Less of it, the more is lost: a message of many packets takes many attempts. */
const losses = [
  { percent: 1, lengths: large },
  { percent: 5, lengths: medium },
  { percent: 20, lengths: small },
];

const hardship = 'delay 50ms 10ms duplicate 5% reorder 10%';

const sendBufferSize = 384 * kibibyte; // a message must fit
const settings: Settings = {
  server: { sendBufferSize, noDelay: true },
  client: { sendBufferSize, noDelay: true },
  options: { rtoInfo: { initial: 300, min: 200, max: 3000 } },
};

/** What became of so many messages that A has sent, once all is settled. */
async function settled({ a, z, engines }: Stage, traffic: Traffic, count: number) {
  await z.read(traffic);
  await a.send(traffic, count);
  await Promise.all([a.shutdown(), z.ends()]);
  const { faults, count: arrived } = await z.arrivals();
  const { reported, unsent } = await a.outcomes();
  const missing = await z.missing(count);
  expect(faults).to.deep.equal([]);
  expect(arrived + missing.length).to.equal(count);
  // Linux 6.1 tells of those that it gives up before they are sent, and not of those after.
  if (engines.a === 'userspace') {
    expect(reported, 'each that did not arrive').to.include.members(missing);
  }
  expect(missing, 'none that arrived').to.include.members(unsent);
  return { missing, reported };
}

forEachPairOfEngines('a network that loses, delays, reorders and duplicates packets', (engines) => {
  onStage(engines, onePath, (stage) => {
    for (const { percent, lengths } of losses) {
      it(`does none of that to messages, either way, at ${percent} % of loss`, async () => {
        const { a, z, links } = stage;
        await stage.associate(settings);
        links[0]!.impair(`${hardship} loss ${percent}%`);
        const [traffic, count] = [{ streams: 3, lengths }, lengths.length];
        await Promise.all([a.read(traffic), z.read(traffic)]);
        await Promise.all([a.send(traffic, count), z.send(traffic, count)]);
        await Promise.all([a.came(count), z.came(count)]);
        await Promise.all([a.shutdown(), z.ends()]);
        for (const side of [a, z]) {
          expect(await side.arrivals()).to.deep.equal({ count, faults: [] });
          expect((await side.outcomes()).reported).to.deep.equal([]);
        }
      });
    }

    it('lets unordered messages arrive in any order, each of them once', async () => {
      await stage.associate(settings);
      stage.links[0]!.impair(`${hardship} loss 5%`);
      const traffic = { streams: 3, lengths: medium, unordered: true };
      const { missing, reported } = await settled(stage, traffic, 2 * medium.length);
      expect(missing).to.deep.equal([]);
      expect(reported).to.deep.equal([]);
    });
  });
});

forEachPairOfEngines('a partially reliable message', (engines) => {
  onStage(engines, onePath, (stage) => {
    const traffic = { streams: 3, lengths: [1000] };
    const count = 100;
    const never = { policy: 'rtx', value: 0 } as const;

    for (const unordered of [false, true]) {
      const manner = unordered ? 'unordered' : 'ordered';

      it(`that is never retransmitted arrives or is reported, where some are lost (${manner})`, async () => {
        await stage.associate(settings);
        stage.links[0]!.impair('delay 50ms loss 10%');
        const lossy = { ...traffic, unordered, partialReliability: never };
        const { missing } = await settled(stage, lossy, count);
        expect(missing.length).to.be.within(1, count / 2);
      });
    }

    it('that is never retransmitted arrives, where none is lost', async () => {
      await stage.associate(settings);
      stage.links[0]!.impair('delay 50ms');
      const { reported } = await settled(stage, { ...traffic, partialReliability: never }, count);
      expect(reported).to.deep.equal([]);
    });

    it('that is retransmitted often enough arrives, where some are lost', async () => {
      await stage.associate(settings);
      stage.links[0]!.impair('delay 50ms loss 10%');
      const partialReliability = { policy: 'rtx', value: 20 } as const;
      const { reported } = await settled(stage, { ...traffic, partialReliability }, count);
      expect(reported).to.deep.equal([]);
    });

    it('whose time is shorter than a round trip arrives at once or is reported', async () => {
      await stage.associate(settings);
      stage.links[0]!.impair('delay 50ms loss 10%');
      const partialReliability = { policy: 'ttl', value: 60 } as const;
      const { missing } = await settled(stage, { ...traffic, partialReliability }, count);
      expect(missing.length).to.be.within(1, count - 1);
    });

    it('whose time is long arrives, where some are lost', async () => {
      await stage.associate(settings);
      stage.links[0]!.impair('delay 50ms loss 10%');
      const partialReliability = { policy: 'ttl', value: 30_000 } as const;
      const { reported } = await settled(stage, { ...traffic, partialReliability }, count);
      expect(reported).to.deep.equal([]);
    });

    it('that is given up for others only arrives, where there is room for all', async () => {
      await stage.associate(settings);
      stage.links[0]!.impair('delay 50ms loss 10%');
      const partialReliability = { policy: 'priority', value: 7 } as const;
      const { reported } = await settled(stage, { ...traffic, partialReliability }, count);
      expect(reported).to.deep.equal([]);
    });
  });
});
