// The socket options of RFC 6458 section 8 and RFC 6525 as one engine's header
// declares them. Included after that header by the engine's translate.cc,
// which defines before:
//   kAssociationStates, kPathStates, kPartialReliabilityPolicies: numbers
//   kSendFlags, kPathFlags: flags
//   kEventTypes: the NotificationKind of each of its types; of several types
//     of one kind the first that the engine knows is used
//   IsOptionalEvent: whether older versions of the engine lack a type

namespace sctp {

namespace {

template <typename T>
constexpr FieldType TypeOf() {
  return std::is_signed<T>::value ? FieldType::kSigned : FieldType::kUnsigned;
}

#define MEMBER(type, member)                     \
  TypeOf<std::remove_reference_t<decltype((      \
      static_cast<type*>(nullptr)->member))>>(), \
      offsetof(type, member), sizeof(static_cast<type*>(nullptr)->member)
#define NUMBER(type, member) \
  {                          \
    MEMBER(type, member), {} \
  }
#define MAPPED(field_type, type, member, mapping)            \
  {                                                          \
    FieldType::field_type, offsetof(type, member),           \
        sizeof(static_cast<type*>(nullptr)->member), mapping \
  }
#define PPID(type, member) MAPPED(kPpid, type, member, {})
#define ADDRESS(type, member) MAPPED(kAddress, type, member, {})

// An option that is a number by itself.
#define WHOLE(id, level, name, type)                                  \
  {                                                                   \
    kOption_##id, level, name, sizeof(type), OptionRow::kNone,        \
        OptionRow::kNone, {{TypeOf<type>(), 0, sizeof(type), {}}}, {} \
  }
// struct sctp_assoc_value: an association's number.
#define ASSOCIATION_VALUE(id, name)                             \
  {                                                             \
    kOption_##id, IPPROTO_SCTP, name, sizeof(sctp_assoc_value), \
        offsetof(sctp_assoc_value, assoc_id), OptionRow::kNone, \
        {NUMBER(sctp_assoc_value, assoc_value)}, {}             \
  }

const OptionRow kOptionRows[] = {
    WHOLE(sendBufferSize, SOL_SOCKET, SO_SNDBUF, int),
    WHOLE(receiveBufferSize, SOL_SOCKET, SO_RCVBUF, int),
    {kOption_linger,
     SOL_SOCKET,
     SO_LINGER,
     sizeof(linger),
     OptionRow::kNone,
     OptionRow::kNone,
     {NUMBER(linger, l_onoff), NUMBER(linger, l_linger)},
     {}},

    {kOption_rtoInfo,
     IPPROTO_SCTP,
     SCTP_RTOINFO,
     sizeof(sctp_rtoinfo),
     offsetof(sctp_rtoinfo, srto_assoc_id),
     OptionRow::kNone,
     {NUMBER(sctp_rtoinfo, srto_initial), NUMBER(sctp_rtoinfo, srto_max),
      NUMBER(sctp_rtoinfo, srto_min)},
     {}},
    {kOption_associationParameters,
     IPPROTO_SCTP,
     SCTP_ASSOCINFO,
     sizeof(sctp_assocparams),
     offsetof(sctp_assocparams, sasoc_assoc_id),
     OptionRow::kNone,
     {NUMBER(sctp_assocparams, sasoc_asocmaxrxt),
      NUMBER(sctp_assocparams, sasoc_number_peer_destinations),
      NUMBER(sctp_assocparams, sasoc_peer_rwnd),
      NUMBER(sctp_assocparams, sasoc_local_rwnd),
      NUMBER(sctp_assocparams, sasoc_cookie_life)},
     {}},
    {kOption_initOptions,
     IPPROTO_SCTP,
     SCTP_INITMSG,
     sizeof(sctp_initmsg),
     OptionRow::kNone,
     OptionRow::kNone,
     {NUMBER(sctp_initmsg, sinit_num_ostreams),
      NUMBER(sctp_initmsg, sinit_max_instreams),
      NUMBER(sctp_initmsg, sinit_max_attempts),
      NUMBER(sctp_initmsg, sinit_max_init_timeo)},
     {}},
    WHOLE(noDelay, IPPROTO_SCTP, SCTP_NODELAY, int),
    WHOLE(autoClose, IPPROTO_SCTP, SCTP_AUTOCLOSE, int),
    {kOption_primaryAddress,
     IPPROTO_SCTP,
     SCTP_PRIMARY_ADDR,
     sizeof(sctp_setprim),
     offsetof(sctp_setprim, ssp_assoc_id),
     OptionRow::kNone,
     {ADDRESS(sctp_setprim, ssp_addr)},
     {}},
    {kOption_adaptationIndication,
     IPPROTO_SCTP,
     SCTP_ADAPTATION_LAYER,
     sizeof(sctp_setadaptation),
     OptionRow::kNone,
     OptionRow::kNone,
     {NUMBER(sctp_setadaptation, ssb_adaptation_ind)},
     {}},
    WHOLE(disableFragments, IPPROTO_SCTP, SCTP_DISABLE_FRAGMENTS, int),
    {kOption_peerAddressParameters,
     IPPROTO_SCTP,
     SCTP_PEER_ADDR_PARAMS,
     sizeof(sctp_paddrparams),
     offsetof(sctp_paddrparams, spp_assoc_id),
     offsetof(sctp_paddrparams, spp_address),
     {NUMBER(sctp_paddrparams, spp_hbinterval),
      NUMBER(sctp_paddrparams, spp_pathmaxrxt),
      NUMBER(sctp_paddrparams, spp_pathmtu),
      NUMBER(sctp_paddrparams, spp_sackdelay),
      MAPPED(kFlags, sctp_paddrparams, spp_flags, kPathFlags),
      NUMBER(sctp_paddrparams, spp_ipv6_flowlabel),
      NUMBER(sctp_paddrparams, spp_dscp)},
     {}},
    ASSOCIATION_VALUE(maxSegmentSize, SCTP_MAXSEG),
    {kOption_delayedSack,
     IPPROTO_SCTP,
     SCTP_DELAYED_SACK,
     sizeof(sctp_sack_info),
     offsetof(sctp_sack_info, sack_assoc_id),
     OptionRow::kNone,
     {NUMBER(sctp_sack_info, sack_delay), NUMBER(sctp_sack_info, sack_freq)},
     {}},
    WHOLE(fragmentInterleave, IPPROTO_SCTP, SCTP_FRAGMENT_INTERLEAVE, int),
    WHOLE(partialDeliveryPoint, IPPROTO_SCTP, SCTP_PARTIAL_DELIVERY_POINT,
          uint32_t),
    ASSOCIATION_VALUE(maxBurst, SCTP_MAX_BURST),
    ASSOCIATION_VALUE(context, SCTP_CONTEXT),
    WHOLE(receiveNextInfo, IPPROTO_SCTP, SCTP_RECVNXTINFO, int),
    {kOption_defaultSendOptions,
     IPPROTO_SCTP,
     SCTP_DEFAULT_SNDINFO,
     sizeof(sctp_sndinfo),
     offsetof(sctp_sndinfo, snd_assoc_id),
     OptionRow::kNone,
     {NUMBER(sctp_sndinfo, snd_sid),
      MAPPED(kFlags, sctp_sndinfo, snd_flags, kSendFlags),
      PPID(sctp_sndinfo, snd_ppid), NUMBER(sctp_sndinfo, snd_context)},
     {}},
    {kOption_defaultPartialReliability,
     IPPROTO_SCTP,
     SCTP_DEFAULT_PRINFO,
     sizeof(sctp_default_prinfo),
     offsetof(sctp_default_prinfo, pr_assoc_id),
     OptionRow::kNone,
     {MAPPED(kEnumeration, sctp_default_prinfo, pr_policy,
             kPartialReliabilityPolicies),
      NUMBER(sctp_default_prinfo, pr_value)},
     {}},

    {kOption_status,
     IPPROTO_SCTP,
     SCTP_STATUS,
     sizeof(sctp_status),
     offsetof(sctp_status, sstat_assoc_id),
     OptionRow::kNone,
     {MAPPED(kEnumeration, sctp_status, sstat_state, kAssociationStates),
      NUMBER(sctp_status, sstat_rwnd), NUMBER(sctp_status, sstat_unackdata),
      NUMBER(sctp_status, sstat_penddata), NUMBER(sctp_status, sstat_instrms),
      NUMBER(sctp_status, sstat_outstrms),
      NUMBER(sctp_status, sstat_fragmentation_point),
      ADDRESS(sctp_status, sstat_primary.spinfo_address),
      MAPPED(kEnumeration, sctp_status, sstat_primary.spinfo_state,
             kPathStates),
      NUMBER(sctp_status, sstat_primary.spinfo_cwnd),
      NUMBER(sctp_status, sstat_primary.spinfo_srtt),
      NUMBER(sctp_status, sstat_primary.spinfo_rto),
      NUMBER(sctp_status, sstat_primary.spinfo_mtu)},
     {}},
    {kOption_peerAddressInfo,
     IPPROTO_SCTP,
     SCTP_GET_PEER_ADDR_INFO,
     sizeof(sctp_paddrinfo),
     offsetof(sctp_paddrinfo, spinfo_assoc_id),
     offsetof(sctp_paddrinfo, spinfo_address),
     {MAPPED(kEnumeration, sctp_paddrinfo, spinfo_state, kPathStates),
      NUMBER(sctp_paddrinfo, spinfo_cwnd), NUMBER(sctp_paddrinfo, spinfo_srtt),
      NUMBER(sctp_paddrinfo, spinfo_rto), NUMBER(sctp_paddrinfo, spinfo_mtu)},
     {}},
    {kOption_associationIds,
     IPPROTO_SCTP,
     SCTP_GET_ASSOC_ID_LIST,
     offsetof(sctp_assoc_ids, gaids_assoc_id),
     OptionRow::kNone,
     OptionRow::kNone,
     {},
     {NUMBER(sctp_assoc_ids, gaids_number_of_ids),
      {TypeOf<sctp_assoc_t>(), 0, sizeof(sctp_assoc_t), {}}}},

    {kOption_peerPrimaryAddress,
     IPPROTO_SCTP,
     SCTP_SET_PEER_PRIMARY_ADDR,
     sizeof(sctp_setpeerprim),
     offsetof(sctp_setpeerprim, sspp_assoc_id),
     OptionRow::kNone,
     {ADDRESS(sctp_setpeerprim, sspp_addr)},
     {}},

    ASSOCIATION_VALUE(reconfigSupported, SCTP_RECONFIG_SUPPORTED),
    ASSOCIATION_VALUE(streamResetEnabled, SCTP_ENABLE_STREAM_RESET),
    {kOption_resetStreams,
     IPPROTO_SCTP,
     SCTP_RESET_STREAMS,
     offsetof(sctp_reset_streams, srs_stream_list),
     offsetof(sctp_reset_streams, srs_assoc_id),
     OptionRow::kNone,
     {NUMBER(sctp_reset_streams, srs_flags)},
     {NUMBER(sctp_reset_streams, srs_number_streams),
      {FieldType::kUnsigned, 0, sizeof(uint16_t), {}}}},
    {kOption_addStreams,
     IPPROTO_SCTP,
     SCTP_ADD_STREAMS,
     sizeof(sctp_add_streams),
     offsetof(sctp_add_streams, sas_assoc_id),
     OptionRow::kNone,
     {NUMBER(sctp_add_streams, sas_instrms),
      NUMBER(sctp_add_streams, sas_outstrms)},
     {}},
    ASSOCIATION_VALUE(asconfSupported, SCTP_ASCONF_SUPPORTED),
    ASSOCIATION_VALUE(authSupported, SCTP_AUTH_SUPPORTED),
};

#undef MEMBER
#undef NUMBER
#undef MAPPED
#undef PPID
#undef ADDRESS
#undef WHOLE
#undef ASSOCIATION_VALUE

// One bit for each kind of notification, and one system call each
// (RFC 6458 section 6.2.2): the older struct sctp_event_subscribe has no
// association and grows with every kernel (gotcha D.32).
Status SetEvents(const OptionRequest& request, const OptionValues& values,
                 OptionCalls* calls) {
  if (values.size() != 1) return Status::Failed(EINVAL, "setsockopt");
  auto mask = static_cast<int64_t>(values[0].number);
  for (const Pair& pair : kEventTypes) {
    sctp_event event = {};
    event.se_assoc_id = request.association_id;
    event.se_type = static_cast<uint16_t>(pair.engines);
    event.se_on = (mask >> pair.ours) & 1;
    if (calls->Set(IPPROTO_SCTP, SCTP_EVENT, &event, sizeof(event)) == 0)
      mask &= ~(int64_t{1} << pair.ours);
    else if (errno != EINVAL || !IsOptionalEvent(pair.engines))
      return Status::FromErrno("setsockopt");
  }
  return Status::Ok();
}

Status GetEvents(const OptionRequest& request, OptionValues* values,
                 OptionCalls* calls) {
  int64_t mask = 0;
  for (const Pair& pair : kEventTypes) {
    sctp_event event = {};
    event.se_assoc_id = request.association_id;
    event.se_type = static_cast<uint16_t>(pair.engines);
    socklen_t size = sizeof(event);
    if (calls->Get(IPPROTO_SCTP, SCTP_EVENT, &event, &size) == 0)
      mask |= int64_t{event.se_on != 0} << pair.ours;
    else if (errno != EINVAL || !IsOptionalEvent(pair.engines))
      return Status::FromErrno("getsockopt");
  }
  *values = {{OptionValue::Type::kNumber, static_cast<double>(mask), {}}};
  return Status::Ok();
}

const OptionRow* FindRow(OptionId id) {
  for (const OptionRow& row : kOptionRows)
    if (row.id == id) return &row;
  return nullptr;
}

Status GetSocketOption(const OptionRequest& request, bool host_byte_order,
                       OptionCalls* calls, OptionValues* values) {
  if (request.id == kOption_events) return GetEvents(request, values, calls);
  const OptionRow* row = FindRow(request.id);
  if (row == nullptr) return Status::Failed(ENOPROTOOPT, "getsockopt");
  return GetOption(*row, request, host_byte_order, calls, values);
}

Status SetSocketOption(const OptionRequest& request, bool host_byte_order,
                       OptionCalls* calls, const OptionValues& values) {
  if (request.id == kOption_events) return SetEvents(request, values, calls);
  const OptionRow* row = FindRow(request.id);
  if (row == nullptr) return Status::Failed(ENOPROTOOPT, "setsockopt");
  return SetOption(*row, request, host_byte_order, calls, values);
}

}  // namespace

}  // namespace sctp
