import { subscribe, unsubscribe } from 'node:diagnostics_channel';

import { expect } from 'chai';
import { describe, it } from 'mocha';
import sinon from 'sinon';

import { publish } from '../../lib/diagnostics';
import { runScript } from '../helpers/child';

const choice = { engine: 'kernel', selection: 'auto', because: 'a test says so' } as const;

describe('a diagnostics channel', () => {
  it('costs nothing while nobody has subscribed', () => {
    const tell = sinon.fake.returns(choice);
    publish('sctp.engine.choice', tell);
    sinon.assert.notCalled(tell);
  });

  it('gives each subscriber what is told, put together once', () => {
    const tell = sinon.fake.returns(choice);
    const subscribers = [sinon.fake(), sinon.fake()];
    for (const one of subscribers) subscribe('sctp.engine.choice', one);
    publish('sctp.engine.choice', tell);
    for (const one of subscribers) unsubscribe('sctp.engine.choice', one);
    publish('sctp.engine.choice', tell);

    sinon.assert.calledOnce(tell);
    for (const one of subscribers) {
      sinon.assert.calledOnceWithExactly(one, choice, 'sctp.engine.choice');
    }
  });

  it('is printed for NODE_DEBUG=sctp, whether anybody has subscribed or not', async () => {
    const address = { address: '192.0.2.1', port: 3868, family: 'IPv4' };
    const message = { data: [1, 2, 3], stream: 4 };
    const script = `
      const { publish } = require('./dist/lib/diagnostics');
      const of = { engine: 'kernel', associationId: 5, remoteAddress: ${JSON.stringify(address)} };
      const streams = { outboundStreams: 10, inboundStreams: 20 };
      const message = ${JSON.stringify(message)};
      publish('sctp.association.up', () => ({ ...of, ...streams, restarted: false }));
      publish('sctp.association.up', () => ({ ...of, ...streams, restarted: true }));
      publish('sctp.path.change', () => ({ ...of, address: of.remoteAddress, state: 'unreachable' }));
      publish('sctp.send.failed', () => ({ ...of, message, reason: 'sent', error: 0 }));
      publish('sctp.send.failed', () => {
        return { ...of, message, reason: 'unsent', error: 0, cause: new Error('for want of it') };
      });
      publish('sctp.association.down', () => ({ ...of, endedBy: 'localShutdown' }));
      delete of.remoteAddress;
      const error = new Error('no answer');
      publish('sctp.association.down', () => ({ ...of, endedBy: 'timeout', error }));`;
    const { stderr } = await runScript(script, { env: { NODE_DEBUG: 'sctp' } });
    expect(
      stderr
        .replace(/^SCTP \d+: /gm, '')
        .trim()
        .split('\n'),
    ).to.deep.equal([
      'association 5 up with 192.0.2.1 port 3868, 10 streams out, 20 in',
      'association 5 begun anew by 192.0.2.1 port 3868, 10 streams out, 20 in',
      'association 5 path 192.0.2.1 port 3868 unreachable',
      'association 5 3 bytes on stream 4 failed, sent: 0',
      'association 5 3 bytes on stream 4 failed, unsent: for want of it',
      'association 5 down with 192.0.2.1 port 3868: localShutdown',
      'association 5 down with nobody: timeout (no answer)',
    ]);
  });
});
