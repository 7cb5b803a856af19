import { expect } from 'chai';
import { describe, it } from 'mocha';

import {
  type AssociationInput,
  canSend,
  nextState,
  type SCTPAssociationState,
} from '../../lib/lifecycle';

type Row = Record<AssociationInput, SCTPAssociationState>;

/** Whatever the state, these end an association. */
const ends = {
  shutdownComplete: 'closed',
  cannotStart: 'closed',
  communicationLost: 'closed',
  abort: 'closed',
} as const;

const table: Record<SCTPAssociationState, Row> = {
  connecting: {
    communicationUp: 'established',
    restart: 'connecting',
    shutdown: 'connecting',
    peerShutdown: 'connecting',
    ...ends,
  },
  established: {
    communicationUp: 'established',
    restart: 'established',
    shutdown: 'shuttingDown',
    peerShutdown: 'peerShutdown',
    ...ends,
  },
  shuttingDown: {
    communicationUp: 'shuttingDown',
    restart: 'shuttingDown',
    shutdown: 'shuttingDown',
    peerShutdown: 'shuttingDown',
    ...ends,
  },
  peerShutdown: {
    communicationUp: 'peerShutdown',
    restart: 'established',
    shutdown: 'peerShutdown',
    peerShutdown: 'peerShutdown',
    ...ends,
  },
  closed: {
    communicationUp: 'closed',
    restart: 'closed',
    shutdown: 'closed',
    peerShutdown: 'closed',
    ...ends,
  },
};

const states = Object.keys(table) as SCTPAssociationState[];
const inputs = Object.keys(table.closed) as AssociationInput[];

describe("an association's lifecycle", () => {
  for (const state of states) {
    for (const input of inputs) {
      const next = table[state][input];
      const title = next === state ? 'stays as it is' : `becomes ${next}`;
      it(`${state}, on ${input}, ${title}`, () => {
        expect(nextState(state, input)).to.equal(next);
      });
    }
  }

  it('takes messages before and while it is established, and never after', () => {
    expect(states.filter(canSend)).to.deep.equal(['connecting', 'established']);
  });
});
