// Decodes union sctp_notification (RFC 6458 section 6.1) as one engine's
// header declares it. Included after that header by the engine's translate.cc,
// which defines before:
//   kEventTypes: pairs of a NotificationKind and the engine's type for it
//   kAssociationChangeStates, kPeerAddressChangeStates,
//     kAuthenticationIndications: numbers
//   kResetFlags: flags of the three notifications of RFC 6525
//   kCausesInWireOrder: sac_error, sre_error and ssf_error are as on the wire
//   kAbortHeader: bytes of sac_info before the first cause of an ABORT
//   kErrorHeader: bytes of sre_data before the value of an ERROR's cause
//   kResetTsnsAreSwapped: of an sctp_assoc_reset_event
//   kSendFailedUnordered, kDataSent: in the flags of a failed message
//   SEND_FAILED_MEMBER: what sctp_send_failed_event's members begin with
//   ALTERNATIVE_KEY: of a struct sctp_authkey_event

namespace sctp {

namespace {

struct NotificationBytes {
  const uint8_t* data;
  size_t size;
  bool host_byte_order;

  // A copy, as the bytes may lie anywhere. What is optional at the end of a
  // struct and missing is zero.
  template <typename T>
  bool Read(T* result, size_t minimum = sizeof(T)) const {
    if (size < minimum) return false;
    *result = {};
    memcpy(static_cast<void*>(result), data, std::min(size, sizeof(T)));
    return true;
  }

  // What follows the struct.
  void TakeRest(size_t offset, ReceiveDescriptor* record) const {
    record->dataOffset = record->offset + static_cast<int32_t>(offset);
    record->dataLength = static_cast<int32_t>(size - offset);
  }

  int32_t Ppid(uint32_t ppid) const {
    return static_cast<int32_t>(host_byte_order ? ppid : ntohl(ppid));
  }
};

int32_t CauseCode(uint32_t code) {
  return kCausesInWireOrder ? ntohs(static_cast<uint16_t>(code))
                            : static_cast<int32_t>(code);
}

// The first error cause of an ABORT (RFC 9260 section 3.3.10). The peer wrote
// it: its length may be anything. Where the ABORT's header comes before it, one
// without any cause has been told, too.
void DecodeAbort(const NotificationBytes& bytes, size_t offset,
                 ReceiveDescriptor* record) {
  if constexpr (kAbortHeader > 0)
    record->details =
        bytes.size < offset + kAbortHeader ? kNotAborted : kAborted;
  offset += kAbortHeader;
  uint16_t cause[2];
  if (bytes.size < offset + sizeof(cause)) return;
  memcpy(cause, bytes.data + offset, sizeof(cause));
  record->details = kAborted;
  record->error = ntohs(cause[0]);
  bytes.TakeRest(offset + sizeof(cause), record);
  int32_t length = ntohs(cause[1]) - static_cast<int32_t>(sizeof(cause));
  record->dataLength = std::clamp(length, 0, record->dataLength);
}

// Each byte is the number of a feature that both ends have.
int32_t DecodeFeatures(const NotificationBytes& bytes, size_t offset) {
  int32_t features = 0;
  for (size_t i = offset; i < bytes.size; i++)
    if (bytes.data[i] >= 1 && bytes.data[i] <= 6)
      features |= 1 << (bytes.data[i] - 1);
  return features;
}

bool DecodeAssociationChange(const NotificationBytes& bytes,
                             ReceiveDescriptor* record) {
  sctp_assoc_change change;
  if (!bytes.Read(&change)) return false;
  record->associationId = static_cast<int32_t>(change.sac_assoc_id);
  record->state = kAssociationChangeStates.FromEngine(change.sac_state);
  record->error = CauseCode(change.sac_error);
  record->value = change.sac_outbound_streams;
  record->otherValue = change.sac_inbound_streams;
  if (change.sac_state == SCTP_COMM_UP || change.sac_state == SCTP_RESTART)
    record->details = DecodeFeatures(bytes, sizeof(change));
  else
    DecodeAbort(bytes, sizeof(change), record);
  return true;
}

bool DecodePeerAddressChange(const NotificationBytes& bytes,
                             ReceiveDescriptor* record) {
  sctp_paddr_change change;
  if (!bytes.Read(&change)) return false;
  record->associationId = static_cast<int32_t>(change.spc_assoc_id);
  record->state = kPeerAddressChangeStates.FromEngine(change.spc_state);
  record->error = static_cast<int32_t>(change.spc_error);
  Address address;
  if (!Address::FromSockaddr(&change.spc_aaddr, sizeof(change.spc_aaddr),
                             &address))
    return false;
  address.ToWords(record->path());
  return true;
}

bool DecodeRemoteError(const NotificationBytes& bytes,
                       ReceiveDescriptor* record) {
  sctp_remote_error error;
  if (!bytes.Read(&error)) return false;
  record->associationId = static_cast<int32_t>(error.sre_assoc_id);
  record->error = CauseCode(error.sre_error);
  bytes.TakeRest(std::min(sizeof(error) + kErrorHeader, bytes.size), record);
  return true;
}

void DescribeFailedMessage(const NotificationBytes& bytes, uint16_t flags,
                           uint32_t error, uint16_t stream,
                           uint16_t stream_flags, uint32_t ppid,
                           uint32_t context, ReceiveDescriptor* record) {
  record->state = flags == kDataSent ? 1 : 0;
  record->error = CauseCode(error);
  record->stream = stream;
  if (stream_flags & kSendFailedUnordered) record->flags |= kReceive_unordered;
  record->ppid = bytes.Ppid(ppid);
  record->context = static_cast<int32_t>(context);
}

#ifdef SCTP_SEND_FAILED
// The older form of the next one (RFC 6458 section 6.1.4).
bool DecodeSendFailed(const NotificationBytes& bytes,
                      ReceiveDescriptor* record) {
  sctp_send_failed failed;
  if (!bytes.Read(&failed)) return false;
  record->associationId = static_cast<int32_t>(failed.ssf_assoc_id);
  DescribeFailedMessage(bytes, failed.ssf_flags, failed.ssf_error,
                        failed.ssf_info.sinfo_stream,
                        failed.ssf_info.sinfo_flags, failed.ssf_info.sinfo_ppid,
                        failed.ssf_info.sinfo_context, record);
  bytes.TakeRest(sizeof(failed), record);
  return true;
}
#endif

bool DecodeSendFailedEvent(const NotificationBytes& bytes,
                           ReceiveDescriptor* record) {
  sctp_send_failed_event failed;
  if (!bytes.Read(&failed)) return false;
  record->associationId =
      static_cast<int32_t>(failed.SEND_FAILED_MEMBER(assoc_id));
  DescribeFailedMessage(
      bytes, failed.SEND_FAILED_MEMBER(flags), failed.SEND_FAILED_MEMBER(error),
      failed.ssfe_info.snd_sid, failed.ssfe_info.snd_flags,
      failed.ssfe_info.snd_ppid, failed.ssfe_info.snd_context, record);
  bytes.TakeRest(sizeof(failed), record);
  return true;
}

bool DecodePeerShutdown(const NotificationBytes& bytes,
                        ReceiveDescriptor* record) {
  sctp_shutdown_event shutdown;
  if (!bytes.Read(&shutdown)) return false;
  record->associationId = static_cast<int32_t>(shutdown.sse_assoc_id);
  return true;
}

bool DecodeAdaptationIndication(const NotificationBytes& bytes,
                                ReceiveDescriptor* record) {
  sctp_adaptation_event adaptation;
  if (!bytes.Read(&adaptation)) return false;
  record->associationId = static_cast<int32_t>(adaptation.sai_assoc_id);
  record->value = static_cast<int32_t>(adaptation.sai_adaptation_ind);
  return true;
}

bool DecodePartialDelivery(const NotificationBytes& bytes,
                           ReceiveDescriptor* record) {
  // Linux before 5.0 ends it before the stream.
  sctp_pdapi_event partial;
  if (!bytes.Read(&partial, offsetof(sctp_pdapi_event, pdapi_stream)))
    return false;
  record->associationId = static_cast<int32_t>(partial.pdapi_assoc_id);
  record->state = static_cast<int32_t>(partial.pdapi_indication);
  record->stream = static_cast<int32_t>(partial.pdapi_stream);
  record->value = static_cast<int32_t>(partial.pdapi_seq);
  return true;
}

bool DecodeAuthentication(const NotificationBytes& bytes,
                          ReceiveDescriptor* record) {
  sctp_authkey_event key;
  if (!bytes.Read(&key)) return false;
  record->associationId = static_cast<int32_t>(key.auth_assoc_id);
  record->state = kAuthenticationIndications.FromEngine(
      static_cast<int32_t>(key.auth_indication));
  record->value = key.auth_keynumber;
  record->otherValue = ALTERNATIVE_KEY(key);
  return true;
}

bool DecodeSenderDry(const NotificationBytes& bytes,
                     ReceiveDescriptor* record) {
  sctp_sender_dry_event dry;
  if (!bytes.Read(&dry)) return false;
  record->associationId = static_cast<int32_t>(dry.sender_dry_assoc_id);
  return true;
}

bool DecodeStreamReset(const NotificationBytes& bytes,
                       ReceiveDescriptor* record) {
  sctp_stream_reset_event reset;
  if (!bytes.Read(&reset)) return false;
  record->associationId = static_cast<int32_t>(reset.strreset_assoc_id);
  record->details = kResetFlags.FlagsFromEngine(reset.strreset_flags);
  bytes.TakeRest(sizeof(reset), record);
  return true;
}

bool DecodeAssociationReset(const NotificationBytes& bytes,
                            ReceiveDescriptor* record) {
  sctp_assoc_reset_event reset;
  if (!bytes.Read(&reset)) return false;
  record->associationId = static_cast<int32_t>(reset.assocreset_assoc_id);
  record->details = kResetFlags.FlagsFromEngine(reset.assocreset_flags);
  uint32_t local = reset.assocreset_local_tsn;
  uint32_t remote = reset.assocreset_remote_tsn;
  if (kResetTsnsAreSwapped) std::swap(local, remote);
  record->value = static_cast<int32_t>(local);
  record->otherValue = static_cast<int32_t>(remote);
  return true;
}

bool DecodeStreamChange(const NotificationBytes& bytes,
                        ReceiveDescriptor* record) {
  sctp_stream_change_event change;
  if (!bytes.Read(&change)) return false;
  record->associationId = static_cast<int32_t>(change.strchange_assoc_id);
  record->details = kResetFlags.FlagsFromEngine(change.strchange_flags);
  record->value = change.strchange_instrms;
  record->otherValue = change.strchange_outstrms;
  return true;
}

bool DecodeKind(uint16_t type, const NotificationBytes& bytes,
                ReceiveDescriptor* record) {
  switch (type) {
    case SCTP_ASSOC_CHANGE:
      return DecodeAssociationChange(bytes, record);
    case SCTP_PEER_ADDR_CHANGE:
      return DecodePeerAddressChange(bytes, record);
    case SCTP_REMOTE_ERROR:
      return DecodeRemoteError(bytes, record);
#ifdef SCTP_SEND_FAILED
    case SCTP_SEND_FAILED:
      return DecodeSendFailed(bytes, record);
#endif
    case SCTP_SEND_FAILED_EVENT:
      return DecodeSendFailedEvent(bytes, record);
    case SCTP_SHUTDOWN_EVENT:
      return DecodePeerShutdown(bytes, record);
    case SCTP_ADAPTATION_INDICATION:
      return DecodeAdaptationIndication(bytes, record);
    case SCTP_PARTIAL_DELIVERY_EVENT:
      return DecodePartialDelivery(bytes, record);
    case SCTP_AUTHENTICATION_EVENT:
      return DecodeAuthentication(bytes, record);
    case SCTP_SENDER_DRY_EVENT:
      return DecodeSenderDry(bytes, record);
    case SCTP_STREAM_RESET_EVENT:
      return DecodeStreamReset(bytes, record);
    case SCTP_ASSOC_RESET_EVENT:
      return DecodeAssociationReset(bytes, record);
    case SCTP_STREAM_CHANGE_EVENT:
      return DecodeStreamChange(bytes, record);
#ifdef SCTP_NOTIFICATIONS_STOPPED_EVENT
    case SCTP_NOTIFICATIONS_STOPPED_EVENT:
      return true;
#endif
    default:
      return false;
  }
}

void DecodeNotificationBytes(const uint8_t* data, size_t size,
                             bool host_byte_order, ReceiveDescriptor* record) {
  record->flags &= ~kReceive_notification;
  record->kind = kNotification_unknown;
  NotificationBytes bytes = {data, size, host_byte_order};
  decltype(sctp_notification::sn_header) header;
  if (!bytes.Read(&header)) return;
  record->value = header.sn_type;
  if (header.sn_length > size) return;

  bytes.size = header.sn_length;
  ReceiveDescriptor decoded = *record;
  decoded.value = 0;
  decoded.kind = Mapping(kEventTypes).FromEngine(header.sn_type);
  if (decoded.kind > 0 && DecodeKind(header.sn_type, bytes, &decoded))
    *record = decoded;
}

}  // namespace

}  // namespace sctp
