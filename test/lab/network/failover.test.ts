import { expect } from 'chai';
import { it } from 'mocha';

import type { SCTPServerOptions } from '../../../lib/index';
import { forEachPairOfEngines } from '../../helpers/engines';
import type { Host, Link } from '../../helpers/namespaces';
import { twoPaths, twoPathsOfIPv6 } from './networks';
import { onStage, type Stage } from './stage';

const traffic = { streams: 4, lengths: [1, 100, 1000, 20, 3000] };

/** Both sides send throughout: before the cut, through it, and when the path is there again. */
async function transferThrough(
  stage: Stage,
  server: SCTPServerOptions,
  lost: number,
  cut: (link: Link, hosts: { a: Host; z: Host }) => void,
): Promise<void> {
  const { a, z, addresses, hosts } = stage;
  const link = stage.links[lost]!;
  const strangersBefore = strangersSeen(stage);
  const sides = [a, z];
  await stage.associate({ server });
  await Promise.all(sides.map((side) => side.read(traffic)));
  await Promise.all(sides.map((side) => side.flood(traffic)));
  await Promise.all(sides.map((side) => side.cameMore(500)));

  cut(link, hosts);
  await Promise.all([
    a.hears('peerAddressChange', 'unreachable', addresses.z[lost]),
    z.hears('peerAddressChange', 'unreachable', addresses.a[lost]),
  ]);
  await Promise.all(sides.map((side) => side.cameMore(500)));

  link.mend();
  await Promise.all([
    a.hears('peerAddressChange', 'available', addresses.z[lost]),
    z.hears('peerAddressChange', 'available', addresses.a[lost]),
  ]);
  await Promise.all(sides.map((side) => side.cameMore(500)));

  const [sentByA, sentByZ] = await Promise.all([a.stop(), z.stop()]);
  await Promise.all([a.came(sentByZ), z.came(sentByA)]);
  const [, end] = await Promise.all([a.shutdown(), z.ends()]);
  expect(end).to.deep.equal({ endedBy: 'peerShutdown', code: undefined, hadError: false });
  expect([await a.arrivals(), await z.arrivals()]).to.deep.equal([
    { count: sentByZ, faults: [] },
    { count: sentByA, faults: [] },
  ]);
  expect(strangersSeen(stage) - strangersBefore).to.equal(0);
  for (const side of sides) expect((await side.outcomes()).reported).to.deep.equal([]);
}

/** Packets of either host, by either link, that were not from the address that is theirs there. */
function strangersSeen({ links, hosts }: Stage): number {
  const seen = links.flatMap((link) => [link.sightingsOf(hosts.a), link.sightingsOf(hosts.z)]);
  return seen.reduce((sum, { strange }) => sum + strange, 0);
}

forEachPairOfEngines('what is sent while a path is lost arrives, once and in order', (engines) => {
  onStage(engines, twoPaths, (stage) => {
    it('where the cable of the primary path is pulled out at the client', async () => {
      await transferThrough(stage, {}, 0, (link, { a }) => link.unplug(a));
    });

    it('where that of the other path is, at the server', async () => {
      await transferThrough(stage, {}, 1, (link, { z }) => link.unplug(z));
    });

    it('where the network swallows all packets, and the server peels off', async () => {
      await transferThrough(stage, { peelOff: 'always' }, 0, (link) => link.silence());
    });
  });

  onStage(engines, twoPathsOfIPv6, (stage) => {
    it('where the network swallows all packets', async () => {
      await transferThrough(stage, {}, 0, (link) => link.silence());
    });
  });
});
