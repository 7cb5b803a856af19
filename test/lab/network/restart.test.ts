import { expect } from 'chai';
import { it } from 'mocha';

import { forEachPairOfEngines } from '../../helpers/engines';
import { skipBecause } from '../../helpers/tally';
import { onePath } from './networks';
import { hasty, onStage } from './stage';

const traffic = { streams: 4, lengths: [1, 100, 1000, 20, 3000] };
const lost = 3 * traffic.streams;
const numbers = (count: number): number[] => [...Array(count).keys()];

const reset = { endedBy: 'peerAbort', code: 'ECONNRESET', hadError: true };

/** What is sent while nobody is there is not repeated before somebody is. */
const hour = 3_600_000;
const options = { rtoInfo: { initial: hour, min: hour, max: hour } };

const lossOfPath = { endedBy: 'pathLoss', code: 'ERR_SCTP_ASSOCIATION_LOST', hadError: true };

/** Soon, even where the other side's last packets wait to be repeated. */
const impatient = {
  ...hasty,
  associationParameters: { maxRetransmits: 4 },
};

forEachPairOfEngines('a peer that vanishes', (engines) => {
  /** A test that is pending where a killed process takes its side's stack along. */
  const itOutlives = (side: keyof typeof engines, title: string, test: Mocha.AsyncFunc): void => {
    it(title, async function () {
      if (engines[side] === 'userspace') skipBecause(this, 'the stack is gone with its process');
      await test.call(this);
    });
  };

  onStage(engines, onePath, (stage) => {
    for (const gone of ['a', 'z'] as const) {
      it(`by SIGKILL with its stack is lost (${gone})`, async function () {
        if (engines[gone] === 'kernel') skipBecause(this, 'the kernel outlives its processes');
        await stage.associate({ options: impatient });
        await stage.kill(gone);
        const other = gone === 'a' ? stage.z : stage.a;
        expect(await other.ends()).to.deep.equal(lossOfPath);
      });
    }

    itOutlives('a', 'by SIGKILL with nothing to read has shut down', async () => {
      const { z } = stage;
      await stage.associate();
      await z.read(traffic);
      await stage.kill('a');
      const end = { endedBy: 'peerShutdown', code: undefined, hadError: false };
      expect(await z.ends()).to.deep.equal(end);
    });

    itOutlives('z', 'by SIGKILL with something to read has aborted', async () => {
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

    itOutlives(
      'a',
      'with its host, which is there again, has aborted when it is next sent to',
      async () => {
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
      },
    );

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
