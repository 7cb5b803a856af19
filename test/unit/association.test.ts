import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { constants } from 'node:os';

import { expect } from 'chai';
import { describe, it } from 'mocha';
import sinon from 'sinon';

import { Association, indifferent } from '../../lib/association';
import type { SCTPAssociationChange } from '../../lib/events';
import type { Handle } from '../../lib/handle';

const { ENOBUFS, ENOENT, EPIPE } = constants.errno;

/** One that is up, on a stack that answers each request with this errno. */
function established(errno: number) {
  const native = {
    shutdown: () => -errno,
    abort: () => -errno,
    getOption: () => -ENOENT,
    failedSyscall: () => 'sendmsg',
  };
  const sender = { wake: () => undefined };
  const settings = { maxMessageSize: 1 };
  const nothing = (): void => undefined;
  const rest = { engine: 'kernel', forget: nothing, resume: nothing };
  const handle = { native, sender, settings, ...rest } as unknown as Handle;
  const onEnd = sinon.fake();
  const association = new Association(5, handle, { ...indifferent, onEnd }, 0);
  association.apply({
    type: 'associationChange',
    state: 'communicationUp',
  } as SCTPAssociationChange);
  return { association, onEnd };
}

describe('the diagnostics of an association', () => {
  it('say that its peer has begun it anew, and once that it is down', () => {
    const names = ['sctp.association.up', 'sctp.association.down'];
    const told = sinon.fake();
    for (const name of names) subscribe(name, told);
    const { association } = established(ENOBUFS);
    const restart = { outboundStreams: 3, inboundStreams: 4, state: 'restart' };
    association.apply({ type: 'associationChange', ...restart } as SCTPAssociationChange);
    association.abandon();
    association.abort(new Uint8Array());
    for (const name of names) unsubscribe(name, told);

    const of = { engine: 'kernel', associationId: 5, remoteAddress: undefined };
    expect(told.args.map(([message]) => message as unknown).slice(1)).to.deep.equal([
      { ...of, outboundStreams: 3, inboundStreams: 4, restarted: true },
      { ...of, endedBy: 'localShutdown', error: undefined },
    ]);
  });
});

describe('an association that the stack does not end', () => {
  it('by a shutdown has failed, and its user hears of it', () => {
    const { association, onEnd } = established(ENOBUFS);
    const begun = sinon.fake();
    association.shutdown(begun);
    sinon.assert.calledOnce(begun);
    const details = { code: 'ENOBUFS', syscall: 'sendmsg', associationId: 5 };
    sinon.assert.calledOnceWithMatch(onEnd, association, details);
    expect(association).to.include({ state: 'closed', endCause: 'failure' });
  });

  it('as it has ended by itself is ending: its notification tells how it did', () => {
    for (const errno of [EPIPE, ENOENT]) {
      const { association, onEnd } = established(errno);
      association.shutdown();
      sinon.assert.notCalled(onEnd);
      expect(association.state).to.equal('shuttingDown');
    }
  });

  it('by an abort is over for its user all the same', () => {
    const { association, onEnd } = established(ENOBUFS);
    association.abort(new Uint8Array());
    sinon.assert.calledOnceWithExactly(onEnd, association, undefined);
    expect(association).to.include({ state: 'closed', endCause: 'localAbort' });
  });
});
