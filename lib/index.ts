/**
 * SCTP for Node.js, in the manner of `node:net` and `node:dgram`.
 *
 * @packageDocumentation
 */

export {
  formatSCTPAddress,
  resolveSCTPAddress,
  resolveSCTPAddresses,
  sctpAddress,
  type SCTPAddress,
  type SCTPHostPort,
  type SCTPLookupFunction,
  type SCTPResolveOptions,
} from './address';
export type { SCTPStreamResetRequest } from './actions';
export type { SCTPAuthKey, SCTPChunkType, SCTPHMACIdentifier } from './auth';
export {
  getSCTPCapabilities,
  isSCTPSupported,
  type SCTPCapabilities,
  type SCTPEngine,
  type SCTPEngineSelection,
  type SCTPFeatures,
} from './capabilities';
export { connectSCTP, type SCTPConnectOptions } from './connect';
export { SCTP_CAUSES, SCTP_PPID } from './constants';
export type {
  SCTPAssociationDown,
  SCTPAssociationUp,
  SCTPDiagnostics,
  SCTPDiagnosticsOrigin,
  SCTPDiagnosticsOwner,
  SCTPEngineChoice,
  SCTPPathChange,
  SCTPSendFailure,
} from './diagnostics';
export type { MessageDuplex } from './duplex';
export { createSCTPEndpoint, SCTPEndpoint } from './endpoint';
export type {
  SCTPBindOptions,
  SCTPDestination,
  SCTPEndpointEvents,
  SCTPEndpointOptions,
} from './endpoint-options';
export { SCTP_ERROR_CODES, SCTPError, type SCTPErrorCode, type SCTPErrorDetails } from './errors';
export type {
  SCTPAdaptationIndication,
  SCTPAssociationChange,
  SCTPAssociationFeatures,
  SCTPAssociationReset,
  SCTPAuthentication,
  SCTPNotification,
  SCTPNotificationEvents,
  SCTPNotificationsStopped,
  SCTPPartialDeliveryAborted,
  SCTPPeerAddressChange,
  SCTPPeerShutdown,
  SCTPRemoteError,
  SCTPSendFailed,
  SCTPSenderDry,
  SCTPStreamChange,
  SCTPStreamReset,
  SCTPUnknownNotification,
} from './events';
export { getSCTPIngressCounters, type SCTPIngressCounters } from './ingress';
export type { SCTPAssociationState, SCTPEndCause } from './lifecycle';
export {
  SCTPMessage,
  type SCTPNextMessageInfo,
  type SCTPPartialReliability,
  type SCTPSendable,
  type SCTPSendCallback,
  type SCTPSendOptions,
} from './message';
export type { SCTPEndpointSettings, SCTPUDPEncapsulation } from './open';
export type {
  SCTPAbandonmentPolicy,
  SCTPAssociationStatus,
  SCTPEventSubscription,
  SCTPKernelStatistics,
  SCTPOptionName,
  SCTPOptions,
  SCTPOptionSettings,
  SCTPOptionTarget,
  SCTPPartialReliabilityStatus,
  SCTPPathInfo,
  SCTPPathParameters,
  SCTPPathSettings,
  SCTPStatistics,
  SCTPTimeouts,
} from './option-types';
export type { SCTPSendToAllOptions, SCTPSendToAllResult } from './send-to-all';
export {
  createSCTPServer,
  SCTPServer,
  type SCTPDropArgument,
  type SCTPListenOptions,
  type SCTPPeelOffPolicy,
  type SCTPServerEvents,
  type SCTPServerOptions,
} from './server';
export { SCTPSocket, type SCTPSocketEvents } from './socket';
export type { SCTPSocketSettings } from './socket-settings';
export { SCTPStream, type SCTPStreamEvents, type SCTPStreamOptions } from './stream';
