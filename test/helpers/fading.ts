import { after, beforeEach } from 'mocha';

import { addInterface, ip, removeInterface } from './network';

/** Ours (RFC 5737), on a network of their own. */
export const lastingAddress = '198.51.100.1';
export const fadingAddress = '198.51.100.2';

const device = 'sctp-fading';

/** Makes a network for the suite, one of whose addresses can fade. Pending where it cannot. */
export function withFadingNetwork(): void {
  beforeEach(function () {
    addInterface(this, device);
    add(lastingAddress);
    add(fadingAddress);
  });
  after(() => removeInterface(device));
}

/** From now on nobody hears what is sent to it, and nothing can be sent from it. */
export function fade(): void {
  ip('address', 'delete', `${fadingAddress}/24`, 'dev', device);
}

/** It is there again. */
export function reappear(): void {
  add(fadingAddress);
}

function add(address: string): void {
  ip('address', 'add', `${address}/24`, 'dev', device);
}
