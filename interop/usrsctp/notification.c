#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <usrsctp.h>

#include "event.h"

enum {
  CHUNK_HEADER = 4,
  CAUSE_HEADER = 4,
  USER_INITIATED_ABORT = 12,
};

struct name {
  unsigned number;
  const char* text;
};

static const struct name types[] = {
    {SCTP_ASSOC_CHANGE, "associationChange"},
    {SCTP_PEER_ADDR_CHANGE, "peerAddressChange"},
    {SCTP_SEND_FAILED_EVENT, "sendFailed"},
    {SCTP_REMOTE_ERROR, "remoteError"},
    {SCTP_SHUTDOWN_EVENT, "peerShutdown"},
    {SCTP_PARTIAL_DELIVERY_EVENT, "partialDeliveryAborted"},
    {SCTP_ADAPTATION_INDICATION, "adaptationIndication"},
    {SCTP_AUTHENTICATION_EVENT, "authentication"},
    {SCTP_SENDER_DRY_EVENT, "senderDry"},
    {SCTP_STREAM_RESET_EVENT, "streamReset"},
    {SCTP_ASSOC_RESET_EVENT, "associationReset"},
    {SCTP_STREAM_CHANGE_EVENT, "streamChange"},
    {0, NULL},
};

static const struct name association_states[] = {
    {SCTP_COMM_UP, "communicationUp"},
    {SCTP_COMM_LOST, "communicationLost"},
    {SCTP_RESTART, "restart"},
    {SCTP_SHUTDOWN_COMP, "shutdownComplete"},
    {SCTP_CANT_STR_ASSOC, "cannotStart"},
    {0, NULL},
};

static const struct name path_states[] = {
    {SCTP_ADDR_AVAILABLE, "available"},
    {SCTP_ADDR_UNREACHABLE, "unreachable"},
    {SCTP_ADDR_REMOVED, "removed"},
    {SCTP_ADDR_ADDED, "added"},
    {SCTP_ADDR_MADE_PRIM, "madePrimary"},
    {SCTP_ADDR_CONFIRMED, "confirmed"},
    {0, NULL},
};

static void put_name(char* out, size_t size, const struct name* names,
                     unsigned number) {
  for (; names->text != NULL; names++) {
    if (names->number != number) continue;
    snprintf(out, size, "%s", names->text);
    return;
  }
  snprintf(out, size, "%u", number);
}

static unsigned number_at(const uint8_t* bytes) {
  return (unsigned)bytes[0] << 8 | bytes[1];
}

/* The text with which the peer has aborted, out of its ABORT chunk. */
static void put_reason(struct notification* out, const uint8_t* chunk,
                       size_t length) {
  const uint8_t* cause = chunk + CHUNK_HEADER;
  int reason = 0;
  if (length >= CHUNK_HEADER + CAUSE_HEADER &&
      number_at(cause) == USER_INITIATED_ABORT) {
    unsigned told = number_at(cause + 2);
    if (told >= CAUSE_HEADER && CHUNK_HEADER + told <= length)
      reason = (int)told - CAUSE_HEADER;
  }
  snprintf(out->details, sizeof(out->details), "reason=%.*s", reason,
           (const char*)cause + CAUSE_HEADER);
}

static void read_association_change(const union sctp_notification* bytes,
                                    struct notification* out) {
  const struct sctp_assoc_change* change = &bytes->sn_assoc_change;
  out->association = change->sac_assoc_id;
  put_name(out->state, sizeof(out->state), association_states,
           change->sac_state);
  if (change->sac_state == SCTP_COMM_UP) {
    snprintf(out->details, sizeof(out->details), "outbound=%u inbound=%u",
             change->sac_outbound_streams, change->sac_inbound_streams);
  } else if (change->sac_state == SCTP_COMM_LOST) {
    put_reason(out, change->sac_info, change->sac_length - sizeof(*change));
  }
}

static void read_path_change(const union sctp_notification* bytes,
                             struct notification* out) {
  const struct sctp_paddr_change* change = &bytes->sn_paddr_change;
  struct sockaddr_storage storage = change->spc_aaddr;
  const void* address =
      storage.ss_family == AF_INET6
          ? (void*)&((struct sockaddr_in6*)&storage)->sin6_addr
          : (void*)&((struct sockaddr_in*)&storage)->sin_addr;
  char text[INET6_ADDRSTRLEN] = "";
  inet_ntop(storage.ss_family, address, text, sizeof(text));
  out->association = change->spc_assoc_id;
  put_name(out->state, sizeof(out->state), path_states, change->spc_state);
  snprintf(out->details, sizeof(out->details), "address=%s", text);
}

static void read_send_failed(const union sctp_notification* bytes,
                             struct notification* out) {
  const struct sctp_send_failed_event* failed = &bytes->sn_send_failed_event;
  out->association = failed->ssfe_assoc_id;
  snprintf(out->details, sizeof(out->details), "stream=%u payload=%.*s",
           failed->ssfe_info.snd_sid,
           (int)(failed->ssfe_length - sizeof(*failed)),
           (const char*)failed->ssfe_data);
}

static void read_stream_reset(const union sctp_notification* bytes,
                              struct notification* out) {
  const struct sctp_stream_reset_event* reset = &bytes->sn_strreset_event;
  unsigned flags = reset->strreset_flags;
  size_t count = (reset->strreset_length - sizeof(*reset)) / sizeof(uint16_t);
  int at = snprintf(out->details, sizeof(out->details),
                    "incoming=%d outgoing=%d denied=%d failed=%d streams=",
                    (flags & SCTP_STREAM_RESET_INCOMING_SSN) != 0,
                    (flags & SCTP_STREAM_RESET_OUTGOING_SSN) != 0,
                    (flags & SCTP_STREAM_RESET_DENIED) != 0,
                    (flags & SCTP_STREAM_RESET_FAILED) != 0);
  out->association = reset->strreset_assoc_id;
  for (size_t i = 0; i < count && (size_t)at + 8 < sizeof(out->details); i++) {
    at += snprintf(out->details + at, sizeof(out->details) - (size_t)at, "%s%u",
                   i == 0 ? "" : ",", reset->strreset_stream_list[i]);
  }
}

struct notification parse_notification(const void* bytes, size_t length) {
  struct notification out = {{0}, {0}, {0}, 0};
  const union sctp_notification* told = bytes;
  if (length < sizeof(told->sn_header) || told->sn_header.sn_length > length)
    return out;
  unsigned type = told->sn_header.sn_type;
  put_name(out.type, sizeof(out.type), types, type);
  if (type == SCTP_ASSOC_CHANGE) read_association_change(told, &out);
  if (type == SCTP_PEER_ADDR_CHANGE) read_path_change(told, &out);
  if (type == SCTP_SEND_FAILED_EVENT) read_send_failed(told, &out);
  if (type == SCTP_STREAM_RESET_EVENT) read_stream_reset(told, &out);
  return out;
}

bool is_notification(const struct event* event, const char* type,
                     const char* state) {
  return !event->is_message && strcmp(event->notification.type, type) == 0 &&
         strcmp(event->notification.state, state) == 0;
}

bool is_end(const struct event* event) {
  return !event->is_message &&
         strcmp(event->notification.type, "associationChange") == 0 &&
         strcmp(event->notification.state, "communicationUp") != 0 &&
         strcmp(event->notification.state, "restart") != 0;
}
