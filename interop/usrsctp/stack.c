#include "stack.h"

#include <arpa/inet.h>
#include <linux/capability.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <usrsctp.h>

enum {
  STREAMS = 8,
  BUFFER_SIZE = 4 * 1024 * 1024, /* a large message fits twice */
  RTO_MS = 300,                  /* above the delay of a SACK */
  KEY_ID = 7,
};

static const char secret[] = "interop secret";
static char received[BUFFER_SIZE];

static int require(int result, const char* what) {
  if (result < 0) fail(what);
  return result;
}

/* With raw sockets the library answers ABORT to every association of the
 * kernel's. */
static void give_up_raw_sockets(void) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0, 0, 0}};
  require((int)syscall(SYS_capset, &header, none), "capset");
}

static void set_option(struct socket* socket, int level, int name,
                       const void* value, size_t size) {
  require(usrsctp_setsockopt(socket, level, name, value, (socklen_t)size),
          "setsockopt");
}

static void subscribe(struct socket* socket) {
  static const uint16_t types[] = {
      SCTP_ASSOC_CHANGE,         SCTP_PEER_ADDR_CHANGE,
      SCTP_SEND_FAILED_EVENT,    SCTP_REMOTE_ERROR,
      SCTP_SHUTDOWN_EVENT,       SCTP_PARTIAL_DELIVERY_EVENT,
      SCTP_AUTHENTICATION_EVENT, SCTP_STREAM_RESET_EVENT,
  };
  for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
    struct sctp_event event = {SCTP_FUTURE_ASSOC, types[i], 1};
    set_option(socket, IPPROTO_SCTP, SCTP_EVENT, &event, sizeof(event));
  }
}

/* Every DATA chunk, by a key of both sides. */
static void authenticate(struct socket* socket) {
  struct sctp_authchunk chunk = {SCTP_DATA};
  set_option(socket, IPPROTO_SCTP, SCTP_AUTH_CHUNK, &chunk, sizeof(chunk));
  char bytes[sizeof(struct sctp_authkey) + sizeof(secret)];
  struct sctp_authkey* key = (struct sctp_authkey*)bytes;
  key->sca_assoc_id = SCTP_FUTURE_ASSOC;
  key->sca_keynumber = KEY_ID;
  key->sca_keylength = (uint16_t)strlen(secret);
  memcpy(key->sca_key, secret, strlen(secret));
  set_option(socket, IPPROTO_SCTP, SCTP_AUTH_KEY, key,
             sizeof(*key) + strlen(secret));
  struct sctp_authkeyid active = {SCTP_FUTURE_ASSOC, KEY_ID};
  set_option(socket, IPPROTO_SCTP, SCTP_AUTH_ACTIVE_KEY, &active,
             sizeof(active));
}

static void allow_reset(struct socket* socket) {
  struct sctp_assoc_value allowed = {SCTP_FUTURE_ASSOC,
                                     SCTP_ENABLE_RESET_STREAM_REQ};
  set_option(socket, IPPROTO_SCTP, SCTP_ENABLE_STREAM_RESET, &allowed,
             sizeof(allowed));
}

static int family_of(const struct hosts* hosts) {
  for (int i = 0; i < hosts->count; i++)
    if (strchr(hosts->names[i], ':') != NULL) return AF_INET6;
  return AF_INET;
}

/* Side by side, as bindx and connectx take them. */
static struct sockaddr* pack_addresses(const struct hosts* hosts,
                                       uint16_t port) {
  static char packed[MAX_HOSTS * sizeof(struct sockaddr_in6)];
  char* at = packed;
  for (int i = 0; i < hosts->count; i++) {
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    v4.sin_port = v6.sin6_port = htons(port);
    if (inet_pton(AF_INET, hosts->names[i], &v4.sin_addr) == 1) {
      memcpy(at, &v4, sizeof(v4));
      at += sizeof(v4);
    } else if (inet_pton(AF_INET6, hosts->names[i], &v6.sin6_addr) == 1) {
      memcpy(at, &v6, sizeof(v6));
      at += sizeof(v6);
    } else {
      fail(hosts->names[i]);
    }
  }
  return (struct sockaddr*)packed;
}

struct socket* open_socket(const struct settings* settings) {
  give_up_raw_sockets();
  usrsctp_init(settings->udp_port, NULL, NULL);
  usrsctp_sysctl_set_sctp_no_csum_on_loopback(0);
  struct socket* socket =
      usrsctp_socket(family_of(&settings->hosts), SOCK_SEQPACKET, IPPROTO_SCTP,
                     NULL, NULL, 0, NULL);
  if (socket == NULL) fail("socket");
  int on = 1;
  int size = BUFFER_SIZE;
  struct sctp_initmsg streams = {STREAMS, STREAMS, 0, 0};
  struct sctp_rtoinfo timeouts = {SCTP_FUTURE_ASSOC, RTO_MS, RTO_MS, RTO_MS};
  set_option(socket, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
  set_option(socket, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
  set_option(socket, IPPROTO_SCTP, SCTP_NODELAY, &on, sizeof(on));
  set_option(socket, IPPROTO_SCTP, SCTP_RECVRCVINFO, &on, sizeof(on));
  set_option(socket, IPPROTO_SCTP, SCTP_INITMSG, &streams, sizeof(streams));
  set_option(socket, IPPROTO_SCTP, SCTP_RTOINFO, &timeouts, sizeof(timeouts));
  subscribe(socket);
  if (is_case(settings, "auth")) authenticate(socket);
  if (is_case(settings, "stream-reset")) allow_reset(socket);
  if (settings->remote_udp_port != 0) {
    struct sctp_udpencaps encapsulation = {
        .sue_address = {.ss_family = (sa_family_t)family_of(&settings->hosts)},
        .sue_port = htons(settings->remote_udp_port),
    };
    set_option(socket, IPPROTO_SCTP, SCTP_REMOTE_UDP_ENCAPS_PORT,
               &encapsulation, sizeof(encapsulation));
  }
  return socket;
}

static void bind_to(struct socket* socket, const struct hosts* hosts,
                    uint16_t port) {
  require(usrsctp_bindx(socket, pack_addresses(hosts, port), hosts->count,
                        SCTP_BINDX_ADD_ADDR),
          "bindx");
}

uint16_t listen_on(struct socket* socket, const struct settings* settings) {
  bind_to(socket, &settings->hosts, settings->port);
  require(usrsctp_listen(socket, 1), "listen");
  struct sockaddr* addresses;
  require(usrsctp_getladdrs(socket, 0, &addresses), "getladdrs");
  uint16_t port = ntohs(((struct sockaddr_in*)addresses)->sin_port);
  usrsctp_freeladdrs(addresses);
  return port;
}

uint32_t connect_to(struct socket* socket, const struct settings* settings) {
  const struct hosts* hosts = &settings->hosts;
  uint32_t association = 0;
  if (settings->local_hosts.count > 0)
    bind_to(socket, &settings->local_hosts, 0);
  require(usrsctp_connectx(socket, pack_addresses(hosts, settings->port),
                           hosts->count, &association),
          "connectx");
  return association;
}

/* The library has PPIDs as they are on the wire; RFC 9260 has them in network
 * byte order. */
static uint32_t swap_ppid(const struct settings* settings, uint32_t ppid) {
  return settings->ppid_in_host_order ? ppid : htonl(ppid);
}

struct event receive_event(struct socket* socket,
                           const struct settings* settings) {
  static size_t length; /* of what has come of a message whose end has not */
  for (;;) {
    struct sctp_rcvinfo info;
    struct sockaddr_storage from;
    socklen_t info_size = sizeof(info);
    socklen_t from_size = sizeof(from);
    unsigned type = 0;
    int flags = 0;
    ssize_t size = usrsctp_recvv(
        socket, received + length, sizeof(received) - length,
        (struct sockaddr*)&from, &from_size, &info, &info_size, &type, &flags);
    if (size < 0) fail("recvv");
    struct event event = {.is_message = !(flags & MSG_NOTIFICATION)};
    if (!event.is_message) {
      event.notification = parse_notification(received + length, (size_t)size);
      return event;
    }
    length += (size_t)size;
    if (!(flags & MSG_EOR)) continue;
    event.message = (struct message){
        .data = received,
        .length = length,
        .stream = info.rcv_sid,
        .ppid = swap_ppid(settings, info.rcv_ppid),
        .unordered = (info.rcv_flags & SCTP_UNORDERED) != 0,
        .ssn = info.rcv_ssn,
        .association = info.rcv_assoc_id,
    };
    length = 0;
    return event;
  }
}

void send_message(struct socket* socket, const struct settings* settings,
                  const struct message* message, uint32_t lifetime_ms) {
  struct sctp_sendv_spa parameters = {
      .sendv_flags = SCTP_SEND_SNDINFO_VALID |
                     (lifetime_ms > 0 ? SCTP_SEND_PRINFO_VALID : 0),
      .sendv_sndinfo =
          {
              .snd_sid = message->stream,
              .snd_flags = message->unordered ? SCTP_UNORDERED : 0,
              .snd_ppid = swap_ppid(settings, message->ppid),
              .snd_assoc_id = message->association,
          },
      .sendv_prinfo = {SCTP_PR_SCTP_TTL, lifetime_ms},
  };
  if (usrsctp_sendv(socket, message->data, message->length, NULL, 0,
                    &parameters, sizeof(parameters), SCTP_SENDV_SPA, 0) < 0)
    fail("sendv");
}

void reset_outgoing(struct socket* socket, uint32_t association,
                    uint16_t stream) {
  char bytes[sizeof(struct sctp_reset_streams) + sizeof(stream)] = {0};
  struct sctp_reset_streams* reset = (struct sctp_reset_streams*)bytes;
  reset->srs_assoc_id = association;
  reset->srs_flags = SCTP_STREAM_RESET_OUTGOING;
  reset->srs_number_streams = 1;
  memcpy(reset->srs_stream_list, &stream, sizeof(stream));
  set_option(socket, IPPROTO_SCTP, SCTP_RESET_STREAMS, bytes, sizeof(bytes));
}

static void send_control(struct socket* socket, uint32_t association,
                         uint16_t flag, const char* data) {
  struct sctp_sndinfo info = {.snd_flags = flag, .snd_assoc_id = association};
  if (usrsctp_sendv(socket, data, strlen(data), NULL, 0, &info, sizeof(info),
                    SCTP_SENDV_SNDINFO, 0) < 0)
    fail("sendv");
}

void shut_down(struct socket* socket, uint32_t association) {
  send_control(socket, association, SCTP_EOF, "");
}

void abort_with(struct socket* socket, uint32_t association,
                const char* reason) {
  send_control(socket, association, SCTP_ABORT, reason);
}

struct socket* peel_off(struct socket* socket, uint32_t association) {
  struct socket* peeled = usrsctp_peeloff(socket, association);
  if (peeled == NULL) fail("peeloff");
  return peeled;
}

int count_paths(struct socket* socket, uint32_t association) {
  struct sockaddr* addresses;
  int count = usrsctp_getpaddrs(socket, association, &addresses);
  if (count <= 0) return 0;
  usrsctp_freepaddrs(addresses);
  return count;
}
