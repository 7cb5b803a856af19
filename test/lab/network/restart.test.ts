import { expect } from 'chai';
import { it } from 'mocha';

import { forEachEngine } from '../../helpers/engines';
import { onePath } from './networks';
import { onStage } from './stage';

const traffic = { streams: 4, lengths: [1, 100, 1000, 20, 3000] };
const lost = 3 * traffic.streams;
const numbers = (count: number): number[] => [...Array(count).keys()];

const reset = { endedBy: 'peerAbort', code: 'ECONNRESET', hadError: true };

/** What is sent while nobody is there is not repeated before somebody is. */
const hour = 3_600_000;
const options = { rtoInfo: { initial: hour, min: hour, max: hour } };

forEachEngine('a peer that vanishes', (engine) => {
  onStage(engine, onePath, (stage) => {
    it('by SIGKILL with nothing to read has shut down', async () => {
      const { z } = stage;
      await stage.associate();
      await z.read(traffic);
      await stage.kill('a');
      const end = { endedBy: 'peerShutdown', code: undefined, hadError: false };
      expect(await z.ends()).to.deep.equal(end);
    });

    it('by SIGKILL with something to read has aborted', async () => {
      const { a } = stage;
      await stage.associate({
        server: { pauseOnConnect: true, highWaterMark: 0 },
        client: { events: { sendFailed: true, senderDry: true } },
      });
      await a.send(traffic, 100);
      await a.acknowledged();
      await stage.kill('z');
      expect(await a.ends()).to.deep.equal(reset);
    });

    it('with its host, which is there again, has aborted when it is next sent to', async () => {
      const { z, hosts } = stage;
      await stage.associate({ options });
      await hosts.a.restart();
      await stage.kill('a');
      const sent = z.send(traffic, lost).catch(() => undefined);
      expect(await z.ends()).to.deep.equal(reset);
      await sent;
      const { unsettled, reported, codes } = await z.outcomes();
      expect(unsettled).to.be.empty;
      expect(reported).to.have.members(numbers(lost));
      expect(['ECONNRESET']).to.include.members(codes);
    });

    it('with its host, and comes again from the same port, has restarted', async () => {
      const { a, z, hosts, links } = stage;
      const port = await stage.associate({ options });
      const { localPort } = await a.describe();
      await z.read(traffic);
      await a.send(traffic, 1000);
      await z.came(1000);
      links[0]!.silence();
      await z.send(traffic, lost);
      await stage.kill('a');
      await hosts.a.restart();
      links[0]!.mend();

      stage.start('a');
      await stage.connect(port, { options, client: { localPort } });
      await z.hears('associationChange', 'restart');
      expect((await z.describe()).state).to.equal('established');
      const { reported, codes } = await z.outcomes();
      expect(reported).to.have.members(numbers(lost));
      expect(codes).to.be.empty;

      const sides = [stage.a, z];
      await Promise.all([stage.a.read(traffic, lost), z.read(traffic)]);
      await Promise.all(sides.map((side) => side.send(traffic, 1000)));
      await Promise.all(sides.map((side) => side.came(1000)));
      for (const side of sides) {
        expect(await side.arrivals()).to.deep.equal({ count: 1000, faults: [] });
      }
    });
  });
});
