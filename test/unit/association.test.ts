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
  const handle = { native, sender, settings, forget: () => undefined } as unknown as Handle;
  const onEnd = sinon.fake();
  const association = new Association(5, handle, { ...indifferent, onEnd }, 0);
  association.apply({
    type: 'associationChange',
    state: 'communicationUp',
  } as SCTPAssociationChange);
  return { association, onEnd };
}

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
