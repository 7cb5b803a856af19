// Packets in: the ingress check, then what usrsctp's own UDP receiver does.

#include "ingress.h"
#include "internal.h"

struct arrival stack_arrival;

uint64_t sctp_ingress_counters[sctp_ingress_reason_count];
const char* const sctp_ingress_names[sctp_ingress_reason_count] = {
#define V(name) #name,
    SCTP_INGRESS_REASONS(V)
#undef V
};

static struct mbuf* make_mbuf(const uint8_t* packet, size_t size);
static enum sctp_ingress_result process(const uint8_t* packet, size_t size,
                                        const struct sockaddr* from,
                                        const struct sockaddr* to, void* port,
                                        uint8_t traffic_class);

enum sctp_ingress_result sctp_stack_input(const uint8_t* packet, size_t size,
                                          const struct sockaddr* from,
                                          const struct sockaddr* to, void* port,
                                          uint8_t traffic_class) {
  enum sctp_ingress_result result = sctp_ingress_check(packet, size, from, to);
  if (result == sctp_ingress_taken)
    result = process(packet, size, from, to, port, traffic_class);
  sctp_ingress_counters[result]++;
  return result;
}

static enum sctp_ingress_result process(const uint8_t* packet, size_t size,
                                        const struct sockaddr* from,
                                        const struct sockaddr* to, void* port,
                                        uint8_t traffic_class) {
  struct mbuf* m = make_mbuf(packet, size);
  if (!m) return sctp_ingress_noMemory;

  const int headers = sizeof(struct sctphdr) + sizeof(struct sctp_chunkhdr);
  if (SCTP_BUF_LEN(m) < headers && !(m = m_pullup(m, headers)))
    return sctp_ingress_noMemory;
  struct sctphdr* header = mtod(m, struct sctphdr*);
  struct sctp_chunkhdr* chunk = (struct sctp_chunkhdr*)(header + 1);

  // The stack's addresses carry the SCTP ports.
  union sctp_sockstore source, destination;
  uint16_t encapsulation;
  if (from->sa_family == AF_INET) {
    source.sin = *(const struct sockaddr_in*)from;
    destination.sin = *(const struct sockaddr_in*)to;
    encapsulation = source.sin.sin_port;
    source.sin.sin_port = header->src_port;
    destination.sin.sin_port = header->dest_port;
  } else {
    source.sin6 = *(const struct sockaddr_in6*)from;
    destination.sin6 = *(const struct sockaddr_in6*)to;
    encapsulation = source.sin6.sin6_port;
    source.sin6.sin6_port = header->src_port;
    destination.sin6.sin6_port = header->dest_port;
  }

  stack_arrival = (struct arrival){
      .active = true,
      .packet = packet,
      .size = size,
      .port = port,
      .from = from,
      .to = to,
  };
  SCTP_STAT_INCR(sctps_recvpackets);
  SCTP_STAT_INCR_COUNTER64(sctps_inpackets);
  SCTP_STAT_INCR(sctps_recvhwcrc);
  sctp_common_input_processing(
      &m, 0, sizeof(struct sctphdr), (int)size, &source.sa, &destination.sa,
      header, chunk, 0, traffic_class, SCTP_DEFAULT_VRFID, encapsulation);
  release_arrival();
  stack_arrival.active = false;
  if (m) sctp_m_freem(m);
  return stack_arrival.refused ? sctp_ingress_badTag : sctp_ingress_taken;
}

static struct mbuf* make_mbuf(const uint8_t* packet, size_t size) {
  struct mbuf* m =
      sctp_get_mbuf_for_msg((unsigned)size, 1, M_NOWAIT, 0, MT_DATA);
  if (!m) return NULL;
  size_t rest = size;
  for (struct mbuf* part = m; part; part = part->m_next) {
    size_t room = (size_t)M_SIZE(part);
    part->m_len = (int)(rest < room ? rest : room);
    rest -= (size_t)part->m_len;
  }
  m->m_pkthdr.len = (int)size;
  m_copyback(m, 0, (int)size, (caddr_t)packet);
  return m;
}
