// Options, notifications, errors and capabilities are words and records, never numbers.

import {
  connectSCTP,
  createSCTPEndpoint,
  getSCTPCapabilities,
  isSCTPSupported,
  SCTP_ERROR_CODES,
  SCTPError,
  type SCTPAddress,
  type SCTPAssociationStatus,
  type SCTPErrorCode,
  type SCTPNotification,
} from 'net-sctp';
import { type Equal, expectType, holds } from './expect';

const socket = connectSCTP({
  port: 3868,
  options: { rtoInfo: { initial: 200, max: 1000, min: 100 } },
});
connectSCTP({ port: 3868, options: { rtoInfo: { initial: 200 } } });
// @ts-expect-error -- a record whose members the stack cannot leave alone is complete
connectSCTP({ port: 3868, options: { linger: { enabled: true } } });

holds<Equal<ReturnType<typeof readStatus>, SCTPAssociationStatus>>();
const readStatus = () => socket.getOption('status');
expectType<number>(socket.getOption('maxBurst'));
expectType<SCTPAddress>(socket.getOption('primaryAddress'));
socket.setOption('maxBurst', 4);
socket.setOption('peerAddressParameters', socket.getOption('peerAddressParameters'), {
  address: '127.0.0.2',
});
expectType<'enabled' | 'disabled'>(socket.getOption('peerAddressParameters').heartbeat);
socket.setOption('peerAddressParameters', { heartbeat: 'demand' }, { address: '127.0.0.2' });
// @ts-expect-error -- flags are members of their own
socket.setOption('peerAddressParameters', { flags: 1 });
expectType<number | undefined>(socket.getStatistics().chunksRetransmitted);
expectType<number>(socket.getPartialReliabilityStatus('ttl', 1).abandonedSent);
// @ts-expect-error -- nothing is given up by this
socket.getPartialReliabilityStatus('none');
// @ts-expect-error -- there is no such option
socket.getOption('maxBursts');
// @ts-expect-error -- its value has a type
socket.setOption('maxBurst', '4');
// @ts-expect-error -- a socket has one association
socket.getOption('status', { associationId: 3 });
createSCTPEndpoint().getOption('status', { associationId: 3 });
connectSCTP({ port: 3868, events: { senderDry: true } });
// @ts-expect-error -- there is no such notification
connectSCTP({ port: 3868, events: { senderWet: true } });

// A notification is told from others by its type.
socket.on('notification', (notification) => {
  holds<Equal<typeof notification, SCTPNotification>>();
  if (notification.type === 'peerAddressChange') {
    expectType<SCTPAddress>(notification.address);
    // @ts-expect-error -- there is no such state
    expectType<boolean>(notification.state === 'reachable');
  }
  // @ts-expect-error -- not every notification has an address
  expectType<unknown>(notification.address);
});
socket.on('peerAddressChange', ({ state, address }) => expectType<string>(state + address.address));
socket.on('streamReset', ({ streams }) => expectType<readonly number[]>(streams));

socket.on('error', (error) => {
  if (!(error instanceof SCTPError)) return;
  expectType<string>(error.code);
  expectType<Buffer | undefined>(error.abortReason);
});
expectType<readonly SCTPErrorCode[]>(SCTP_ERROR_CODES);
// @ts-expect-error -- there is no such code
expectType<SCTPErrorCode>('ERR_SCTP_BROKEN');
// @ts-expect-error -- errors are made by the package
new SCTPError('ERR_SCTP_CLOSED', 'closed');

expectType<boolean>(isSCTPSupported('kernel') && getSCTPCapabilities().features.multihoming);
// @ts-expect-error -- there is no such engine
isSCTPSupported('raw');
