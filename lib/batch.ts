/**
 * The batches in which messages and notifications cross between an engine and JavaScript: bytes in
 * a slab, metadata in an array of fixed-size descriptors of 32-bit words. Mirrors src/batch.h and
 * src/notification.h; a test compares the two through the addon's `layout`.
 */

export const receiveFields = [
  'kind',
  'flags',
  'offset',
  'length',
  'associationId',
  'stream',
  'ppid',
  'context',
  'family',
  'port',
  'scopeId',
  'ip0',
  'ip1',
  'ip2',
  'ip3',
  'state',
  'error',
  'value',
  'otherValue',
  'details',
  'dataOffset',
  'dataLength',
  'ssn',
  'tsn',
  'cumulativeTsn',
  'nextStream',
  'nextFlags',
  'nextPpid',
  'nextLength',
  'nextAssociationId',
] as const;

export const receiveFlags = {
  endOfRecord: 1,
  unordered: 2,
  notification: 4,
  hasNext: 8,
  nextUnordered: 16,
  nextComplete: 32,
  nextNotification: 64,
  partial: 128,
} as const;

export const transmitFields = [
  'associationId',
  'stream',
  'ppid',
  'flags',
  'context',
  'body',
  'offset',
  'length',
  'policy',
  'policyValue',
  'authKeyId',
  'family',
  'port',
  'scopeId',
  'ip0',
  'ip1',
  'ip2',
  'ip3',
  'status',
] as const;

export const transmitFlags = {
  unordered: 1,
  addressOverride: 2,
  sackImmediately: 4,
  sendToAll: 8,
} as const;

export const notificationKinds = [
  'message',
  'associationChange',
  'peerAddressChange',
  'remoteError',
  'sendFailed',
  'peerShutdown',
  'adaptationIndication',
  'partialDeliveryAborted',
  'authentication',
  'senderDry',
  'streamReset',
  'associationReset',
  'streamChange',
  'notificationsStopped',
  'unknown',
] as const;

export type NotificationKind = Exclude<(typeof notificationKinds)[number], 'message'>;

export const maxBatchMessages = 128;

type WordOf<Fields extends readonly string[]> = Readonly<Record<Fields[number], number>>;

function wordsOf<const Fields extends readonly string[]>(fields: Fields): WordOf<Fields> {
  return Object.fromEntries(fields.map((name, index) => [name, index])) as WordOf<Fields>;
}

/** Where each field of a descriptor lies. */
export const Receive = wordsOf(receiveFields);
export const Transmit = wordsOf(transmitFields);

export const receiveWords = receiveFields.length;
export const transmitWords = transmitFields.length;
