#ifndef INTEROP_USRSCTP_STACK_H_
#define INTEROP_USRSCTP_STACK_H_

#include "event.h"
#include "settings.h"

/* A one-to-many socket of the distribution's libusrsctp, as its manual has it:
 * the library's own threads, blocking calls. */
struct socket;

struct socket* open_socket(const struct settings* settings);
/* On all hosts of the settings. Returns the port. */
uint16_t listen_on(struct socket* socket, const struct settings* settings);
/* To all hosts of the settings. Returns the association. */
uint32_t connect_to(struct socket* socket, const struct settings* settings);

struct event receive_event(struct socket* socket,
                           const struct settings* settings);
/* Given up after `lifetime_ms`, unless that is 0. */
void send_message(struct socket* socket, const struct settings* settings,
                  const struct message* message, uint32_t lifetime_ms);
void reset_outgoing(struct socket* socket, uint32_t association,
                    uint16_t stream);
void shut_down(struct socket* socket, uint32_t association);
void abort_with(struct socket* socket, uint32_t association,
                const char* reason);
/* The association goes on on a socket of its own. */
struct socket* peel_off(struct socket* socket, uint32_t association);
/* 0 where it has ended. */
int count_paths(struct socket* socket, uint32_t association);

#endif /* INTEROP_USRSCTP_STACK_H_ */
