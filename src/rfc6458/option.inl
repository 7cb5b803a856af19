// The socket options of RFC 6458 section 8, RFC 6525 and RFC 6951 as one
// engine's header declares them. Included after that header by the engine's
// translate.cc, which defines before:
//   kAssociationStates, kPathStates, kPartialReliabilityPolicies,
//   kStreamSchedulers: numbers
//   kAbandoningPolicies: numbers, of which the last is that of all policies
//   kDefaultSendFlags, kPathFlags: flags
//   kEventTypes: the NotificationKind of each of its types; of several types
//     of one kind the first that the engine knows is used
//   PATH_SACK_DELAY: the field of sctp_paddrparams, or one of kAbsent
//   PEER_ADDR_THLDS, PEER_ADDR_THLDS_TYPE: the option of RFC 7829, its struct
//   PRIMARY_SWITCHOVER: a field of that
//   IsOptionalEvent: whether older versions of the engine lack a type

namespace sctp {

namespace {

template <typename T>
constexpr FieldType TypeOf() {
  return std::is_signed<T>::value ? FieldType::kSigned : FieldType::kUnsigned;
}

// A member of the struct.
#define AT(type, member) offsetof(type, member)
#define SIZE(type, member) sizeof(static_cast<type*>(nullptr)->member)
#define NUMBER(type, member)                       \
  {                                                \
    TypeOf<std::remove_reference_t<decltype((      \
        static_cast<type*>(nullptr)->member))>>(), \
        AT(type, member), SIZE(type, member), {}   \
  }
#define MAPPED(field_type, type, member, mapping) \
  { FieldType::field_type, AT(type, member), SIZE(type, member), mapping }
#define PPID(type, member) MAPPED(kPpid, type, member, {})
#define ADDRESS(type, member) MAPPED(kAddress, type, member, {})

// An option that is a struct, which may have an association.
#define NOBODY OptionRow::kNone
#define STRUCT(id, level, name, type, association, ...)           \
  {                                                               \
    kOption_##id, level, name, sizeof(type), association, NOBODY, \
        {__VA_ARGS__}, {}                                         \
  }
// That and one of its peer's addresses.
#define PATH(id, name, type, association, address, ...)                    \
  {                                                                        \
    kOption_##id, IPPROTO_SCTP, name, sizeof(type), AT(type, association), \
        AT(type, address), {__VA_ARGS__}, {}                               \
  }
// A number by itself.
#define WHOLE(id, level, name, type) \
  STRUCT(id, level, name, type, NOBODY, {TypeOf<type>(), 0, sizeof(type), {}})
// A struct that a list follows: how many it has, and what of.
#define LIST(id, name, type, association, fields, count, element)        \
  {                                                                      \
    kOption_##id, IPPROTO_SCTP, name, sizeof(type), association, NOBODY, \
        fields, {                                                        \
      count, {                                                           \
        TypeOf<element>(), 0, sizeof(element), {}                        \
      }                                                                  \
    }                                                                    \
  }
// An association's number.
#define VALUE(id, name)                            \
  STRUCT(id, IPPROTO_SCTP, name, sctp_assoc_value, \
         AT(sctp_assoc_value, assoc_id),           \
         NUMBER(sctp_assoc_value, assoc_value))
// The number of a shared key.
#define KEY(id, name)                            \
  STRUCT(id, IPPROTO_SCTP, name, sctp_authkeyid, \
         AT(sctp_authkeyid, scact_assoc_id),     \
         NUMBER(sctp_authkeyid, scact_keynumber))

const OptionRow kOptionRows[] = {
    WHOLE(sendBufferSize, SOL_SOCKET, SO_SNDBUF, int),
    WHOLE(receiveBufferSize, SOL_SOCKET, SO_RCVBUF, int),
    STRUCT(linger, SOL_SOCKET, SO_LINGER, linger, NOBODY,
           NUMBER(linger, l_onoff), NUMBER(linger, l_linger)),

    STRUCT(rtoInfo, IPPROTO_SCTP, SCTP_RTOINFO, sctp_rtoinfo,
           AT(sctp_rtoinfo, srto_assoc_id), NUMBER(sctp_rtoinfo, srto_initial),
           NUMBER(sctp_rtoinfo, srto_max), NUMBER(sctp_rtoinfo, srto_min)),
    STRUCT(associationParameters, IPPROTO_SCTP, SCTP_ASSOCINFO,
           sctp_assocparams, AT(sctp_assocparams, sasoc_assoc_id),
           NUMBER(sctp_assocparams, sasoc_asocmaxrxt),
           NUMBER(sctp_assocparams, sasoc_number_peer_destinations),
           NUMBER(sctp_assocparams, sasoc_peer_rwnd),
           NUMBER(sctp_assocparams, sasoc_local_rwnd),
           NUMBER(sctp_assocparams, sasoc_cookie_life)),
    STRUCT(initOptions, IPPROTO_SCTP, SCTP_INITMSG, sctp_initmsg, NOBODY,
           NUMBER(sctp_initmsg, sinit_num_ostreams),
           NUMBER(sctp_initmsg, sinit_max_instreams),
           NUMBER(sctp_initmsg, sinit_max_attempts),
           NUMBER(sctp_initmsg, sinit_max_init_timeo)),
    WHOLE(noDelay, IPPROTO_SCTP, SCTP_NODELAY, int),
    WHOLE(autoClose, IPPROTO_SCTP, SCTP_AUTOCLOSE, int),
    WHOLE(mappedV4, IPPROTO_SCTP, SCTP_I_WANT_MAPPED_V4_ADDR, int),
#ifdef SCTP_AUTO_ASCONF
    WHOLE(autoAsconf, IPPROTO_SCTP, SCTP_AUTO_ASCONF, int),
#endif
#ifdef SCTP_REUSE_PORT
    WHOLE(reusePort, IPPROTO_SCTP, SCTP_REUSE_PORT, int),
#endif
    STRUCT(primaryAddress, IPPROTO_SCTP, SCTP_PRIMARY_ADDR, sctp_setprim,
           AT(sctp_setprim, ssp_assoc_id), ADDRESS(sctp_setprim, ssp_addr)),
    STRUCT(adaptationIndication, IPPROTO_SCTP, SCTP_ADAPTATION_LAYER,
           sctp_setadaptation, NOBODY,
           NUMBER(sctp_setadaptation, ssb_adaptation_ind)),
    WHOLE(disableFragments, IPPROTO_SCTP, SCTP_DISABLE_FRAGMENTS, int),
    PATH(peerAddressParameters, SCTP_PEER_ADDR_PARAMS, sctp_paddrparams,
         spp_assoc_id, spp_address, NUMBER(sctp_paddrparams, spp_hbinterval),
         NUMBER(sctp_paddrparams, spp_pathmaxrxt),
         NUMBER(sctp_paddrparams, spp_pathmtu), PATH_SACK_DELAY,
         MAPPED(kFlags, sctp_paddrparams, spp_flags, kPathFlags),
         NUMBER(sctp_paddrparams, spp_ipv6_flowlabel),
         NUMBER(sctp_paddrparams, spp_dscp)),
    VALUE(maxSegmentSize, SCTP_MAXSEG),
    STRUCT(delayedSack, IPPROTO_SCTP, SCTP_DELAYED_SACK, sctp_sack_info,
           AT(sctp_sack_info, sack_assoc_id),
           NUMBER(sctp_sack_info, sack_delay),
           NUMBER(sctp_sack_info, sack_freq)),
    WHOLE(fragmentInterleave, IPPROTO_SCTP, SCTP_FRAGMENT_INTERLEAVE, int),
    WHOLE(partialDeliveryPoint, IPPROTO_SCTP, SCTP_PARTIAL_DELIVERY_POINT,
          uint32_t),
    VALUE(maxBurst, SCTP_MAX_BURST),
    VALUE(context, SCTP_CONTEXT),
    WHOLE(receiveNextInfo, IPPROTO_SCTP, SCTP_RECVNXTINFO, int),
    STRUCT(defaultSendOptions, IPPROTO_SCTP, SCTP_DEFAULT_SNDINFO, sctp_sndinfo,
           AT(sctp_sndinfo, snd_assoc_id), NUMBER(sctp_sndinfo, snd_sid),
           MAPPED(kFlags, sctp_sndinfo, snd_flags, kDefaultSendFlags),
           PPID(sctp_sndinfo, snd_ppid), NUMBER(sctp_sndinfo, snd_context)),
    STRUCT(defaultPartialReliability, IPPROTO_SCTP, SCTP_DEFAULT_PRINFO,
           sctp_default_prinfo, AT(sctp_default_prinfo, pr_assoc_id),
           MAPPED(kEnumeration, sctp_default_prinfo, pr_policy,
                  kPartialReliabilityPolicies),
           NUMBER(sctp_default_prinfo, pr_value)),

    STRUCT(
        status, IPPROTO_SCTP, SCTP_STATUS, sctp_status,
        AT(sctp_status, sstat_assoc_id),
        MAPPED(kEnumeration, sctp_status, sstat_state, kAssociationStates),
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
        NUMBER(sctp_status, sstat_primary.spinfo_mtu)),
    PATH(peerAddressInfo, SCTP_GET_PEER_ADDR_INFO, sctp_paddrinfo,
         spinfo_assoc_id, spinfo_address,
         MAPPED(kEnumeration, sctp_paddrinfo, spinfo_state, kPathStates),
         NUMBER(sctp_paddrinfo, spinfo_cwnd),
         NUMBER(sctp_paddrinfo, spinfo_srtt),
         NUMBER(sctp_paddrinfo, spinfo_rto),
         NUMBER(sctp_paddrinfo, spinfo_mtu)),
    {kOption_associationIds,
     IPPROTO_SCTP,
     SCTP_GET_ASSOC_ID_LIST,
     AT(sctp_assoc_ids, gaids_assoc_id),
     NOBODY,
     NOBODY,
     {},
     {NUMBER(sctp_assoc_ids, gaids_number_of_ids),
      {TypeOf<sctp_assoc_t>(), 0, sizeof(sctp_assoc_t), {}}}},
    WHOLE(associationCount, IPPROTO_SCTP, SCTP_GET_ASSOC_NUMBER, uint32_t),

    STRUCT(peerPrimaryAddress, IPPROTO_SCTP, SCTP_SET_PEER_PRIMARY_ADDR,
           sctp_setpeerprim, AT(sctp_setpeerprim, sspp_assoc_id),
           ADDRESS(sctp_setpeerprim, sspp_addr)),

    VALUE(reconfigSupported, SCTP_RECONFIG_SUPPORTED),
    VALUE(streamResetEnabled, SCTP_ENABLE_STREAM_RESET),
    {kOption_resetStreams,
     IPPROTO_SCTP,
     SCTP_RESET_STREAMS,
     AT(sctp_reset_streams, srs_stream_list),
     AT(sctp_reset_streams, srs_assoc_id),
     NOBODY,
     {NUMBER(sctp_reset_streams, srs_flags)},
     {NUMBER(sctp_reset_streams, srs_number_streams),
      {FieldType::kUnsigned, 0, sizeof(uint16_t), {}}}},
    STRUCT(addStreams, IPPROTO_SCTP, SCTP_ADD_STREAMS, sctp_add_streams,
           AT(sctp_add_streams, sas_assoc_id),
           NUMBER(sctp_add_streams, sas_instrms),
           NUMBER(sctp_add_streams, sas_outstrms)),
    VALUE(asconfSupported, SCTP_ASCONF_SUPPORTED),
    VALUE(authSupported, SCTP_AUTH_SUPPORTED),

    VALUE(partialReliabilitySupported, SCTP_PR_SUPPORTED),
    VALUE(ecnSupported, SCTP_ECN_SUPPORTED),
    STRUCT(partialReliabilityStatus, IPPROTO_SCTP, SCTP_PR_ASSOC_STATUS,
           sctp_prstatus, AT(sctp_prstatus, sprstat_assoc_id),
           MAPPED(kEnumeration, sctp_prstatus, sprstat_policy,
                  kAbandoningPolicies),
           NUMBER(sctp_prstatus, sprstat_abandoned_unsent),
           NUMBER(sctp_prstatus, sprstat_abandoned_sent)),
    STRUCT(streamPartialReliabilityStatus, IPPROTO_SCTP, SCTP_PR_STREAM_STATUS,
           sctp_prstatus, AT(sctp_prstatus, sprstat_assoc_id),
           NUMBER(sctp_prstatus, sprstat_sid),
           MAPPED(kEnumeration, sctp_prstatus, sprstat_policy,
                  kAbandoningPolicies),
           NUMBER(sctp_prstatus, sprstat_abandoned_unsent),
           NUMBER(sctp_prstatus, sprstat_abandoned_sent)),

    PATH(peerAddressThresholds, PEER_ADDR_THLDS, PEER_ADDR_THLDS_TYPE,
         spt_assoc_id, spt_address,
         NUMBER(PEER_ADDR_THLDS_TYPE, spt_pathmaxrxt),
         NUMBER(PEER_ADDR_THLDS_TYPE, spt_pathpfthld), PRIMARY_SWITCHOVER),
#ifdef SCTP_EXPOSE_POTENTIALLY_FAILED_STATE
    VALUE(exposePotentiallyFailed, SCTP_EXPOSE_POTENTIALLY_FAILED_STATE),
#endif
#ifdef SCTP_PLPMTUD_PROBE_INTERVAL
    PATH(plpmtudProbeInterval, SCTP_PLPMTUD_PROBE_INTERVAL, sctp_probeinterval,
         spi_assoc_id, spi_address, NUMBER(sctp_probeinterval, spi_interval)),
#endif

#ifdef SCTP_GET_ASSOC_STATS
    STRUCT(statistics, IPPROTO_SCTP, SCTP_GET_ASSOC_STATS, sctp_assoc_stats,
           AT(sctp_assoc_stats, sas_assoc_id),
           ADDRESS(sctp_assoc_stats, sas_obs_rto_ipaddr),
           NUMBER(sctp_assoc_stats, sas_maxrto),
           NUMBER(sctp_assoc_stats, sas_isacks),
           NUMBER(sctp_assoc_stats, sas_osacks),
           NUMBER(sctp_assoc_stats, sas_opackets),
           NUMBER(sctp_assoc_stats, sas_ipackets),
           NUMBER(sctp_assoc_stats, sas_rtxchunks),
           NUMBER(sctp_assoc_stats, sas_outofseqtsns),
           NUMBER(sctp_assoc_stats, sas_idupchunks),
           NUMBER(sctp_assoc_stats, sas_gapcnt),
           NUMBER(sctp_assoc_stats, sas_ouodchunks),
           NUMBER(sctp_assoc_stats, sas_iuodchunks),
           NUMBER(sctp_assoc_stats, sas_oodchunks),
           NUMBER(sctp_assoc_stats, sas_iodchunks),
           NUMBER(sctp_assoc_stats, sas_octrlchunks),
           NUMBER(sctp_assoc_stats, sas_ictrlchunks)),
#endif
#ifdef SCTP_TIMEOUTS
    STRUCT(timeouts, IPPROTO_SCTP, SCTP_TIMEOUTS, sctp_timeouts,
           AT(sctp_timeouts, stimo_assoc_id), NUMBER(sctp_timeouts, stimo_init),
           NUMBER(sctp_timeouts, stimo_data), NUMBER(sctp_timeouts, stimo_sack),
           NUMBER(sctp_timeouts, stimo_shutdown),
           NUMBER(sctp_timeouts, stimo_heartbeat),
           NUMBER(sctp_timeouts, stimo_cookie),
           NUMBER(sctp_timeouts, stimo_shutdownack)),
#endif

#ifdef SCTP_NRSACK_SUPPORTED
    VALUE(nrSackSupported, SCTP_NRSACK_SUPPORTED),
#endif
#ifdef SCTP_PKTDROP_SUPPORTED
    VALUE(packetDroppedSupported, SCTP_PKTDROP_SUPPORTED),
#endif

    PATH(remoteUdpEncapsulationPort, SCTP_REMOTE_UDP_ENCAPS_PORT,
         sctp_udpencaps, sue_assoc_id, sue_address,
         MAPPED(kPort, sctp_udpencaps, sue_port, {})),

    STRUCT(authChunks, IPPROTO_SCTP, SCTP_AUTH_CHUNK, sctp_authchunk, NOBODY,
           NUMBER(sctp_authchunk, sauth_chunk)),
    LIST(hmacIdentifiers, SCTP_HMAC_IDENT, sctp_hmacalgo, NOBODY, {},
         NUMBER(sctp_hmacalgo, shmac_number_of_idents), uint16_t),
    LIST(authKey, SCTP_AUTH_KEY, sctp_authkey, AT(sctp_authkey, sca_assoc_id),
         {NUMBER(sctp_authkey, sca_keynumber)},
         NUMBER(sctp_authkey, sca_keylength), uint8_t),
    KEY(authActiveKey, SCTP_AUTH_ACTIVE_KEY),
    KEY(deactivateAuthKey, SCTP_AUTH_DEACTIVATE_KEY),
    KEY(deleteAuthKey, SCTP_AUTH_DELETE_KEY),
    LIST(localAuthChunks, SCTP_LOCAL_AUTH_CHUNKS, sctp_authchunks,
         AT(sctp_authchunks, gauth_assoc_id), {},
         NUMBER(sctp_authchunks, gauth_number_of_chunks), uint8_t),
    LIST(peerAuthChunks, SCTP_PEER_AUTH_CHUNKS, sctp_authchunks,
         AT(sctp_authchunks, gauth_assoc_id), {},
         NUMBER(sctp_authchunks, gauth_number_of_chunks), uint8_t),

    STRUCT(
        streamScheduler, IPPROTO_SCTP, SCTP_STREAM_SCHEDULER, sctp_assoc_value,
        AT(sctp_assoc_value, assoc_id),
        MAPPED(kEnumeration, sctp_assoc_value, assoc_value, kStreamSchedulers)),
    STRUCT(streamSchedulerValue, IPPROTO_SCTP, SCTP_STREAM_SCHEDULER_VALUE,
           sctp_stream_value, AT(sctp_stream_value, assoc_id),
           NUMBER(sctp_stream_value, stream_id),
           NUMBER(sctp_stream_value, stream_value)),
    VALUE(interleavingSupported, SCTP_INTERLEAVING_SUPPORTED),
    STRUCT(resetAssociation, IPPROTO_SCTP, SCTP_RESET_ASSOC, sctp_assoc_t, 0,
           OptionField()),
};

#undef AT
#undef SIZE
#undef NUMBER
#undef MAPPED
#undef PPID
#undef ADDRESS
#undef NOBODY
#undef STRUCT
#undef PATH
#undef WHOLE
#undef LIST
#undef VALUE
#undef KEY

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
