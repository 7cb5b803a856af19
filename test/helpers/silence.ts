import { after, before } from 'mocha';

import { addInterface, ip, removeInterface } from './network';

/** Nobody answers there (RFC 5737). */
export const silentAddress = '192.0.2.1';

/** Ours, on the same network. */
export const addressBesideSilence = '192.0.2.2';

const device = 'sctp-silence';

/** Makes a network for the suite on which nobody else is. The suite is pending where it cannot. */
export function withSilentNetwork(): void {
  before(function () {
    addInterface(this, device);
    ip('address', 'add', `${addressBesideSilence}/24`, 'dev', device);
  });
  after(() => removeInterface(device));
}
