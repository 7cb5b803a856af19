// Seam S2: what the stack wants to send, handed to the engine in pieces.

#include <netinet/ip6.h>
#include <netinet/udp.h>

#include "internal.h"

// A packet of 1500 bytes comes in a few pieces, one of 9000 in some dozens.
enum { kMaxPieces = 64, kMaxPacket = 65535 };

static struct sctp_nets* path_of(struct sctp_tcb* association,
                                 const void* route);
static bool is_init_ack(struct sctp_tcb* association, const void* route);
static int hand_over(struct mbuf* packet, struct sctp_tcb* association,
                     const struct sockaddr* source,
                     const struct sockaddr* destination, uint8_t traffic_class);
static int gather(struct mbuf* packet, struct iovec* pieces, size_t* size);

// The stack's callers give a NULL association where there is none yet, and a
// NULL route where they answer a packet from the address that it came to.
void sctp_userspace_ip_output(int* result, struct mbuf* packet,
                              sctp_route_t* route, void* association,
                              uint32_t vrf) {
  (void)vrf;
  const int headers = sizeof(struct ip) + sizeof(struct udphdr);
  *result = 0;
  if (SCTP_BUF_LEN(packet) < headers && !(packet = m_pullup(packet, headers)))
    return;

  const struct ip* ip = mtod(packet, struct ip*);
  struct sockaddr_in source = {.sin_family = AF_INET, .sin_addr = ip->ip_src};
  struct sockaddr_in destination = {
      .sin_family = AF_INET,
      .sin_port = ((const struct udphdr*)(ip + 1))->uh_dport,
      .sin_addr = ip->ip_dst,
  };
  struct sctp_nets* path = path_of(association, route);
  // Only where the stack used the source that it keeps for the path; an ASCONF
  // and its like have a source of their own.
  if (path && path->ro._s_addr &&
      path->ro._s_addr->address.sin.sin_addr.s_addr == ip->ip_src.s_addr) {
    choose_source(association, path);
    source.sin_addr = path->ro._s_addr->address.sin.sin_addr;
  } else if (is_init_ack(association, route)) {
    source.sin_addr = ((const struct sockaddr_in*)stack_arrival.to)->sin_addr;
  }
  // Without encapsulation a packet has nowhere to go.
  if (ip->ip_p != IPPROTO_UDP) {
    *result = EHOSTUNREACH;
  } else {
    uint8_t traffic_class = ip->ip_tos;
    m_adj(packet, headers);
    *result = hand_over(packet, association, (struct sockaddr*)&source,
                        (struct sockaddr*)&destination, traffic_class);
  }
  sctp_m_freem(packet);
}

void sctp_userspace_ip6_output(int* result, struct mbuf* packet,
                               struct route_in6* route, void* association,
                               uint32_t vrf) {
  (void)vrf;
  const int headers = sizeof(struct ip6_hdr) + sizeof(struct udphdr);
  *result = 0;
  if (SCTP_BUF_LEN(packet) < headers && !(packet = m_pullup(packet, headers)))
    return;

  const struct ip6_hdr* ip = mtod(packet, struct ip6_hdr*);
  struct sockaddr_in6 source = {.sin6_family = AF_INET6,
                                .sin6_addr = ip->ip6_src};
  struct sockaddr_in6 destination = {
      .sin6_family = AF_INET6,
      .sin6_port = ((const struct udphdr*)(ip + 1))->uh_dport,
      .sin6_addr = ip->ip6_dst,
  };
  struct sctp_nets* path = path_of(association, route);
  if (path && path->ro._s_addr &&
      IN6_ARE_ADDR_EQUAL(&path->ro._s_addr->address.sin6.sin6_addr,
                         &ip->ip6_src)) {
    choose_source(association, path);
    source = path->ro._s_addr->address.sin6;
  } else if (is_init_ack(association, route)) {
    source = *(const struct sockaddr_in6*)stack_arrival.to;
  }
  // The header has no scope; a link-local address means nothing without.
  if (path)
    destination.sin6_scope_id = path->ro._l_addr.sin6.sin6_scope_id;
  else if (stack_arrival.active && stack_arrival.from->sa_family == AF_INET6)
    destination.sin6_scope_id =
        ((const struct sockaddr_in6*)stack_arrival.from)->sin6_scope_id;

  if (ip->ip6_nxt != IPPROTO_UDP) {
    *result = EHOSTUNREACH;
  } else {
    uint8_t traffic_class = (uint8_t)(ntohl(ip->ip6_flow) >> 20);
    m_adj(packet, headers);
    *result = hand_over(packet, association, (struct sockaddr*)&source,
                        (struct sockaddr*)&destination, traffic_class);
  }
  sctp_m_freem(packet);
}

// The route is a part of the path that a packet takes, or a copy on the stack.
static struct sctp_nets* path_of(struct sctp_tcb* association,
                                 const void* route) {
  if (!association || !route) return NULL;
  struct sctp_nets* path;
  TAILQ_FOREACH(path, &association->asoc.nets, sctp_next) {
    if ((const void*)&path->ro == route) return path;
  }
  return NULL;
}

// The only answer that the stack looks for a route for, and with it for a
// source: almost at random, where the INIT came to one of several addresses.
static bool is_init_ack(struct sctp_tcb* association, const void* route) {
  return !association && route && stack_arrival.active;
}

static int hand_over(struct mbuf* packet, struct sctp_tcb* association,
                     const struct sockaddr* source,
                     const struct sockaddr* destination,
                     uint8_t traffic_class) {
  if (stack_arrival.active && stack_arrival.refused) return 0;

  struct iovec pieces[kMaxPieces];
  struct sctp_stack_packet out = {
      .pieces = pieces,
      .source = source,
      .destination = destination,
      .traffic_class = traffic_class,
  };
  if (association)
    out.port = association->sctp_ep->ulp_info;
  else if (stack_arrival.active)
    out.port = stack_arrival.port;

  out.piece_count = gather(packet, pieces, &out.size);
  if (out.piece_count < 0) return EMSGSIZE;
  return stack_callbacks.output(stack_callbacks.context, &out);
}

// How many pieces; where they are too many, one that was put together.
static int gather(struct mbuf* packet, struct iovec* pieces, size_t* size) {
  int count = 0;
  *size = 0;
  for (const struct mbuf* part = packet; part; part = part->m_next) {
    if (part->m_len == 0) continue;
    if (count < kMaxPieces)
      pieces[count] = (struct iovec){part->m_data, (size_t)part->m_len};
    count++;
    *size += (size_t)part->m_len;
  }
  if (*size > kMaxPacket) return -1;
  if (count <= kMaxPieces) return count;

  static char whole[kMaxPacket];
  m_copydata(packet, 0, (int)*size, whole);
  pieces[0] = (struct iovec){whole, *size};
  return 1;
}
