#ifndef SRC_USERSPACE_STACK_STACK_H_
#define SRC_USERSPACE_STACK_STACK_H_

#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/uio.h>

// usrsctp without threads or sockets of its own: packets and time go in,
// packets and readiness come out. Sockets themselves are used through
// usrsctp.h. Nothing here knows UDP sockets, event loops or C++.
//
// What must hold:
// - One lock of the caller's is held around every call into this header and
//   into usrsctp.h. The stack is one per process, and so is the lock.
// - Callbacks run under that lock, amid the stack's work. They take note and
//   return; they call neither this header nor usrsctp.h.
// - After a sleep, sctp_stack_elapse comes before any other call: a timer that
//   is armed by the others would count the time slept as its own.

#ifdef __cplusplus
extern "C" {
#endif

struct socket;

// ---- Set-up

// What a socket can have become. Level is the caller's affair: an event says
// that something may have changed, and how much is left is asked of usrsctp.
enum {
  SCTP_STACK_READABLE = 1,  // data, notifications, associations to accept, ends
  SCTP_STACK_WRITABLE = 2,  // send space came back, or sending has ended
};

// A packet to send in one UDP datagram (RFC 6951). Everything in it is valid
// during the callback only.
struct sctp_stack_packet {
  const struct iovec* pieces;  // the SCTP packet, from its common header on
  int piece_count;
  size_t size;
  const struct sockaddr* source;       // its port means nothing
  const struct sockaddr* destination;  // its port is the peer's UDP port
  void* port;             // the UDP port to leave by, see sctp_stack_set_port
  uint8_t traffic_class;  // DSCP and ECN, as in the IP header
};

struct sctp_stack_callbacks {
  void* context;

  // Zero, or a positive errno, which counts as a lost packet.
  int (*output)(void* context, const struct sctp_stack_packet* packet);

  // `tag` is what sctp_stack_set_tag gave the socket. May come several times
  // for one change, and from within any call; never for a socket without tag.
  void (*ready)(void* tag, int events);

  // The source address that the routes of this host would give packets to
  // `destination`: zero, or a positive errno where there is none.
  // sctp_stack_route asks the kernel; NULL: nothing is known of routes. Called
  // when a path first sends, and again after it failed, not for every packet.
  int (*route)(void* context, const struct sockaddr* destination,
               struct sockaddr_storage* source);
};

// Once in the life of the process, there is no way back. The default of every
// socket from then on: RE-CONFIG, ASCONF, PKTDROP and NR-SACK off, 512 KiB of
// send and of receive space.
void sctp_stack_init(const struct sctp_stack_callbacks* callbacks);

// As sctp_stack_callbacks.route, by asking the kernel. The context is ignored.
int sctp_stack_route(void* context, const struct sockaddr* destination,
                     struct sockaddr_storage* source);

// The addresses of this host are read once at init. This adds those that have
// come since, so that sockets can be bound to them; sockets bound to all
// addresses use them for associations that begin later.
void sctp_stack_update_addresses(void);
// Adds one that the interfaces do not show.
void sctp_stack_add_address(const struct sockaddr* address, unsigned index,
                            const char* interface);
// Whether it is one of those.
int sctp_stack_has_address(const struct sockaddr* address);

// ---- Time

// Tells the stack that this time has passed, of any length.
void sctp_stack_elapse(uint32_t milliseconds);

// Runs what fell due no later than `ago` milliseconds before now. All that had
// arrived by then should have been given to the stack: a timer takes what it
// has not heard for lost.
void sctp_stack_expire(uint32_t ago);

// How long until something falls due: 0 for overdue, -1 for nothing armed.
int64_t sctp_stack_next_timer(void);

// Does what the stack has put off (SCTP_SENDALL, ASCONF on every endpoint).
// After any other calls, before the lock is given up; costs nothing when idle.
void sctp_stack_iterate(void);

// ---- Input

// Why a packet went no further. A packet that is taken may still be refused by
// the stack itself.
#define SCTP_INGRESS_REASONS(V)                                            \
  V(taken)           /* given to the stack */                              \
  V(badSize)         /* no chunk, not in words, more than IP carries */    \
  V(badAddress)      /* an address or a port that cannot be an end's */    \
  V(badChecksum)     /* CRC32C */                                          \
  V(badTag)          /* not the association's; zero without INIT */        \
  V(chunkLength)     /* runs past the packet, or short of its header */    \
  V(chunkShape)      /* short of what its type demands */                  \
  V(chunkAlone)      /* INIT, INIT-ACK, SHUTDOWN-COMPLETE in company */    \
  V(parameterLength) /* runs past its chunk, or short of its header */     \
  V(parameterShape)  /* short of, or beyond, what its type demands */      \
  V(causeLength)     /* of ERROR and ABORT */                              \
  V(countMismatch)   /* gap blocks or streams beyond the chunk's end */    \
  V(outOfOrder)      /* chunks in an order that no sender produces */      \
  V(middleBox)       /* of a box that would have to see SCTP inside UDP */ \
  V(noMemory)

enum sctp_ingress_result {
#define V(name) sctp_ingress_##name,
  SCTP_INGRESS_REASONS(V)
#undef V
      sctp_ingress_reason_count
};

// A packet that came in. `from` has the peer's address and UDP port, `to` the
// address that it was sent to. `port` is the UDP port that it came in by;
// answers that belong to no association yet leave by it.
enum sctp_ingress_result sctp_stack_input(const uint8_t* packet, size_t size,
                                          const struct sockaddr* from,
                                          const struct sockaddr* to, void* port,
                                          uint8_t traffic_class);

// How many packets met each fate, by sctp_ingress_result, since init.
extern uint64_t sctp_ingress_counters[sctp_ingress_reason_count];
// The reasons' names, in the same order.
extern const char* const sctp_ingress_names[sctp_ingress_reason_count];

// ---- Sockets

// The tag of readiness. NULL before usrsctp_close: the stack may keep the
// socket a while, and tells nobody of it any more. A socket that is peeled off
// or accepted begins without one.
void sctp_stack_set_tag(struct socket* socket, void* tag);

// The UDP port that an endpoint's packets leave by, an opaque value; NULL for
// the caller's default. It stays with the associations after usrsctp_close
// until they have ended, and passes on to what is peeled off or accepted.
void sctp_stack_set_port(struct socket* socket, void* port);
// Whether an endpoint, open or still ending, has that port. Looks at all of
// them: for once in a while.
int sctp_stack_port_in_use(void* port);

// Extensions that are off by default, for a bad peer can do more harm with
// them (SECURITY.md). Before associations begin. Zero, or an errno.
enum {
  SCTP_STACK_RECONFIG = 1,  // RFC 6525, all of it
  SCTP_STACK_ASCONF = 2,    // RFC 5061; brings AUTH (RFC 4895) with it
  SCTP_STACK_PKTDROP = 4,   // draft-stewart-sctp-pktdrprep
  SCTP_STACK_NRSACK = 8,    // draft-tuexen-tsvwg-sctp-multipath
};
int sctp_stack_enable(struct socket* socket, unsigned extensions);

// What the endpoint and its associations hold that was not received yet, in
// bytes. Closing a socket with anything unread aborts its associations.
size_t sctp_stack_unread(struct socket* socket);

// An IPv6 socket that is not bound yet takes no IPv4 from now on.
void sctp_stack_set_v6only(struct socket* socket);
// Where an association's packets come from at present: true if known.
int sctp_stack_source(struct socket* socket, uint32_t id,
                      struct sockaddr_storage* source);
// How many bytes of send space an association has left; all of it where there
// is no such association.
size_t sctp_stack_send_space(struct socket* socket, uint32_t id);
// Whether it was bound to no address in particular.
int sctp_stack_is_at_all_addresses(struct socket* socket);
// The shared key of the messages that are sent next (RFC 4895); -1 for the
// active one again. Zero, or an errno: EINVAL where there is no such key.
int sctp_stack_choose_key(struct socket* socket, uint32_t id, int key);
// Whether what is received next is a message whose rest will never come.
int sctp_stack_next_is_cut(struct socket* socket);
// Notifies of an association's primary path that the user has chosen.
void sctp_stack_tell_primary(struct socket* socket, uint32_t id);
// SCTP_EOF or SCTP_ABORT of an association, however much it has still to send.
// Zero, or an errno.
int sctp_stack_request(struct socket* socket, uint32_t id, uint16_t flags,
                       const void* reason, size_t size);
// Ends an association that is being set up. Zero, or an errno.
int sctp_stack_abort_setup(struct socket* socket, uint32_t id);
// The beginning of a packet whose destination has said that its UDP port is
// nobody's (ICMP). An association that it was to set up has been refused.
void sctp_stack_undelivered(const uint8_t* packet, size_t size);

// ---- Insight

// Endpoints and associations, those that are closed but not ended included.
void sctp_stack_count(uint32_t* endpoints, uint32_t* associations);

#ifdef __cplusplus
}
#endif

#endif  // SRC_USERSPACE_STACK_STACK_H_
