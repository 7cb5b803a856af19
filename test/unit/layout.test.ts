import { expect } from 'chai';
import { describe, it } from 'mocha';

import {
  maxBatchMessages,
  notificationKinds,
  receiveFields,
  receiveFlags,
  transmitFields,
  transmitFlags,
} from '../../lib/batch';
import { enumerations } from '../../lib/events';
import { addon } from '../../lib/native';
import { optionTable } from '../../lib/option-table';

describe('both sides of the waist agree', () => {
  const { layout } = addon();

  it('on the words of a received descriptor', () => {
    expect(layout.receiveFields).to.deep.equal([...receiveFields]);
    expect(layout.receiveFlags).to.deep.equal(receiveFlags);
  });

  it('on the words of a sent descriptor', () => {
    expect(layout.transmitFields).to.deep.equal([...transmitFields]);
    expect(layout.transmitFlags).to.deep.equal(transmitFlags);
  });

  it('on how many messages a batch can have', () => {
    expect(layout.maxBatchMessages).to.equal(maxBatchMessages);
  });

  it('on the kinds of notifications, and the names of what they tell', () => {
    expect(layout.notificationKinds).to.deep.equal([...notificationKinds]);
    expect(layout.enumerations).to.deep.equal(enumerations);
  });

  it('on the options, their order and their fields', () => {
    const ours = Object.entries(optionTable).map(([name, { fields }]) => ({
      name,
      fields: [...fields],
    }));
    expect(layout.options).to.deep.equal(ours);
  });
});
