import { expect } from 'chai';
import { describe, it } from 'mocha';

import { connectSCTP, createSCTPEndpoint, type SCTPOptions } from '../../lib/index';
import {
  type ContractId,
  contractingPair,
  contracts,
  dataOf,
  expectNext,
  expectToPass,
  itKeeps,
  place,
  send,
} from '../helpers/contracts';
import { forEachEngine } from '../helpers/engines';
import { event, message } from '../helpers/events';
import { opened } from '../helpers/opened';

/** Contracts of which nothing but the arrival is to be seen. */
const plain: readonly ContractId[] = [
  'bind_listen_connect',
  'single_message_boundary',
  'multi_message_boundary',
  'stream_id',
  'ppid',
  'large_message_reassembly',
];

/** Contracts by an option that the client has, and that says so. */
const byOption: Readonly<Partial<Record<ContractId, Partial<SCTPOptions>>>> = {
  nodelay: { noDelay: true },
  initmsg: {
    initOptions: { outboundStreams: 32, maxInboundStreams: 32, maxAttempts: 4, maxTimeout: 1000 },
  },
  rto_assoc_parameters: { rtoInfo: { initial: 1500, max: 4000, min: 800 } },
  delayed_sack_tuning: { delayedSack: { delay: 200, frequency: 2 } },
  max_burst_tuning: { maxBurst: 2 },
  maxseg_fragmentation: { maxSegmentSize: 1200 },
};

forEachEngine('the feature contract', (engine) => {
  itKeeps('socket_create', async () => {
    const endpoint = opened(createSCTPEndpoint({ engine }));
    endpoint.bind({ address: '127.0.0.1' });
    await event(endpoint, 'listening');
    expect(endpoint).to.include({ engine });
    expect(endpoint.address().port).to.be.greaterThan(0);
  });

  for (const id of plain) {
    itKeeps(id, async (...probes) => {
      const { a, z } = await contractingPair(engine);
      await expectToPass(a, z, ...probes);
    });
  }

  for (const [id, options] of Object.entries(byOption) as [ContractId, Partial<SCTPOptions>][]) {
    itKeeps(id, async (...probes) => {
      const { a, z } = await contractingPair(engine, { client: { options } });
      for (const [name, value] of Object.entries(options)) {
        expect(a.getOption(name as keyof SCTPOptions), name).to.deep.equal(value);
      }
      await expectToPass(a, z, ...probes);
    });
  }

  itKeeps('unordered_delivery', async (probe) => {
    const { a, z } = await contractingPair(engine);
    void send(a, probe, { unordered: true });
    expect(await message(z)).to.include({ ...place(probe), unordered: true });
  });

  itKeeps('default_sndinfo_recvrcvinfo', async (probe) => {
    const { a, z } = await contractingPair(engine, { client: { defaultSend: place(probe) } });
    a.write(dataOf(probe));
    await expectNext(z, probe);
  });

  itKeeps('recvnxtinfo', async (first, second) => {
    const options = { receiveNextInfo: true, fragmentInterleave: 0 };
    const { a, z } = await contractingPair(engine, { client: { options } });
    expect(a.getOption('receiveNextInfo')).to.equal(true);
    void send(a, { payload: 'recvnxtinfo-ready', stream: 0, ppid: 0 });
    await message(z);
    void send(z, first);
    await send(z, second);
    const { next, ...got } = await message(a);
    expect(got).to.include(place(first));
    if (next !== undefined) expect(next).to.include({ ...place(second), notification: false });
    await expectNext(a, second);
  });

  itKeeps('autoclose', async () => {
    const { a } = await contractingPair(engine, { client: { options: { autoClose: 7 } } });
    expect(a.getOption('autoClose')).to.equal(7);
  });

  itKeeps('assoc_status_opt_info', async (probe) => {
    const { a, z } = await contractingPair(engine);
    await expectToPass(a, z, probe);
    expect(a.getStatus()).to.include({
      ...{ state: 'established', inboundStreams: 32, outboundStreams: 32 },
    });
  });

  itKeeps('negative_connect_error', async () => {
    const socket = opened(connectSCTP({ engine, host: '0.0.0.0', port: 1, maxInitAttempts: 1 }));
    const error = await event(socket, 'error');
    expect(error).to.have.property('code').that.matches(/^E/);
    expect(socket.destroyed).to.equal(true);
  });
});

describe('the feature contracts', () => {
  it('are as many as the Go fork has', () => {
    expect(Object.keys(contracts)).to.have.length(43);
  });
});
