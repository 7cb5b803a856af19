// The source address of an association's packets.
//
// usrsctp knows no routes: of the addresses that it may use it takes one
// almost at random, and a path of a multihomed association then shares its
// source, and with it its fate, with another path.

#include "internal.h"

// sctp_nets::src_addr_selected is zero or not to the stack, which sets it to 1
// with a choice of its own. With ours it is this: the path keeps it until the
// stack drops it, after a failure.
enum { kChosen = 2 };

static struct sctp_ifa* routed(struct sctp_tcb* association,
                               const struct sockaddr* destination);
static struct sctp_ifa* nearest(struct sctp_tcb* association,
                                const struct sockaddr* destination,
                                struct sctp_ifa* otherwise);
static bool is_usable(struct sctp_tcb* association, struct sctp_ifa* address);
static bool is_bound(struct sctp_inpcb* endpoint, struct sctp_ifa* address);
static int common_prefix(const struct sockaddr* a, const struct sockaddr* b);

// The address that this host's routes lead to, where the association may use
// it; else the nearest of those that the endpoint is bound to.
void choose_source(struct sctp_tcb* association, struct sctp_nets* path) {
  struct sctp_ifa* stock = path->ro._s_addr;
  if (!stock || path->src_addr_selected == kChosen) return;

  const struct sockaddr* destination = &path->ro._l_addr.sa;
  struct sctp_ifa* chosen = routed(association, destination);
  if (!chosen) chosen = nearest(association, destination, stock);
  path->src_addr_selected = kChosen;
  if (chosen == stock) return;
  atomic_add_int(&chosen->refcount, 1);
  path->ro._s_addr = chosen;
  sctp_free_ifa(stock);
}

static struct sctp_ifa* routed(struct sctp_tcb* association,
                               const struct sockaddr* destination) {
  struct sockaddr_storage source;
  if (!stack_callbacks.route ||
      stack_callbacks.route(stack_callbacks.context, destination, &source) != 0)
    return NULL;
  struct sctp_ifa* address =
      sctp_find_ifa_by_addr((struct sockaddr*)&source, association->asoc.vrf_id,
                            SCTP_ADDR_NOT_LOCKED);
  if (!address || !is_usable(association, address)) return NULL;
  return is_bound(association->sctp_ep, address) ? address : NULL;
}

// An endpoint that is bound to all addresses gets no guess of ours: addresses
// near the destination may belong to interfaces that do not lead there.
static struct sctp_ifa* nearest(struct sctp_tcb* association,
                                const struct sockaddr* destination,
                                struct sctp_ifa* otherwise) {
  struct sctp_inpcb* endpoint = association->sctp_ep;
  if (endpoint->sctp_flags & SCTP_PCB_FLAGS_BOUNDALL) return otherwise;

  struct sctp_ifa* best = otherwise;
  int longest = common_prefix(&best->address.sa, destination);
  struct sctp_laddr* bound;
  LIST_FOREACH(bound, &endpoint->sctp_addr_list, sctp_nxt_addr) {
    if (!bound->ifa || bound->action == SCTP_DEL_IP_ADDRESS) continue;
    if (!is_usable(association, bound->ifa)) continue;
    int length = common_prefix(&bound->ifa->address.sa, destination);
    if (length <= longest) continue;
    longest = length;
    best = bound->ifa;
  }
  return best;
}

static bool is_usable(struct sctp_tcb* association, struct sctp_ifa* address) {
  uint32_t unusable =
      SCTP_BEING_DELETED | SCTP_ADDR_IFA_UNUSEABLE | SCTP_ADDR_DEFER_USE;
  return !(address->localifa_flags & unusable) &&
         !sctp_is_addr_restricted(association, address);
}

static bool is_bound(struct sctp_inpcb* endpoint, struct sctp_ifa* address) {
  if (endpoint->sctp_flags & SCTP_PCB_FLAGS_BOUNDALL) return true;
  struct sctp_laddr* bound;
  LIST_FOREACH(bound, &endpoint->sctp_addr_list, sctp_nxt_addr) {
    if (bound->ifa == address) return bound->action != SCTP_DEL_IP_ADDRESS;
  }
  return false;
}

// In bits; -1 for addresses of different families.
static int common_prefix(const struct sockaddr* a, const struct sockaddr* b) {
  const uint8_t *first, *second;
  int size;
  if (a->sa_family != b->sa_family) return -1;
  if (a->sa_family == AF_INET) {
    first = (const uint8_t*)&((const struct sockaddr_in*)a)->sin_addr;
    second = (const uint8_t*)&((const struct sockaddr_in*)b)->sin_addr;
    size = 4;
  } else if (a->sa_family == AF_INET6) {
    first = ((const struct sockaddr_in6*)a)->sin6_addr.s6_addr;
    second = ((const struct sockaddr_in6*)b)->sin6_addr.s6_addr;
    size = 16;
  } else {
    return -1;
  }
  for (int i = 0; i < size; i++) {
    uint8_t difference = first[i] ^ second[i];
    if (difference) return 8 * i + __builtin_clz(difference) - 24;
  }
  return 8 * size;
}

// ---- S19: the whole of 127/8 is this host

// The stack knows the addresses that interfaces show, one of the loopback's 16
// million. A peer at another got an INIT-ACK without any of our loopback
// addresses, and so an association with a single path.
int seam_is_address_on_local_host(struct sockaddr* address, uint32_t vrf) {
  if (address->sa_family == AF_INET &&
      IN4_ISLOOPBACK_ADDRESS(&((struct sockaddr_in*)address)->sin_addr))
    return 1;
  return sctp_is_address_on_local_host(address, vrf);
}
