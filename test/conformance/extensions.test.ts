import { expect } from 'chai';
import { describe, it } from 'mocha';

import { getSCTPCapabilities } from '../../lib/index';
import { forEachEngine, itNeeds } from '../helpers/engines';
import { failure, message } from '../helpers/events';
import { connectedPair, listeningEndpoint } from '../helpers/pair';
import { skipBecause } from '../helpers/tally';

const drafts = ['nrSackSupported', 'packetDroppedSupported'] as const;

forEachEngine('an extension that is off by default', (engine) => {
  const { features } = getSCTPCapabilities(engine);
  const usual = {
    reconfigSupported: features.reconfig,
    asconfSupported: features.asconf,
    ...(features.draftExtensions && { nrSackSupported: false, packetDroppedSupported: false }),
  };
  for (const name of Object.keys(usual) as (keyof typeof usual)[]) {
    it(`is as the capabilities say: ${name}`, async () => {
      const endpoint = await listeningEndpoint(engine);
      expect(endpoint.getOption(name)).to.equal(usual[name]);
    });
  }

  for (const name of drafts) {
    describe(name, () => {
      itNeeds(engine, 'draftExtensions', 'reads as it was set', async () => {
        const endpoint = await listeningEndpoint(engine);
        for (const value of [true, false]) {
          endpoint.setOption(name, value);
          expect(endpoint.getOption(name)).to.equal(value);
        }
      });

      itNeeds(engine, 'draftExtensions', 'is negotiated where both ends offer it', async () => {
        const options = { [name]: true };
        const { a, z } = await connectedPair(engine, { server: { options }, client: { options } });
        expect(a.getOption(name)).to.equal(true);
        expect(z.getOption(name)).to.equal(true);
        void a.send(Buffer.alloc(100_000, 'x'));
        expect((await message(z)).data).to.have.length(100_000);
      });

      itNeeds(engine, 'draftExtensions', 'is not where one end does not', async () => {
        const { a, z } = await connectedPair(engine, { client: { options: { [name]: true } } });
        expect(a.getOption(name)).to.equal(false);
        expect(z.getOption(name)).to.equal(false);
      });

      it('is refused by an engine that has it not, by name', async function () {
        if (features.draftExtensions) skipBecause(this, `the engine ${engine} has ${name}`);
        const error = await failure(listeningEndpoint(engine, { options: { [name]: true } }));
        expect(error).to.include({ code: 'ERR_SCTP_FEATURE_UNSUPPORTED', feature: name });
        expect(error).to.have.property('hint').that.includes('userspace');
      });
    });
  }
});
