#ifndef SRC_USERSPACE_STACK_INTERNAL_H_
#define SRC_USERSPACE_STACK_INTERNAL_H_

// What the files of this folder share, and usrsctp's insides with it: the
// engine above sees stack.h alone.

#include <netinet/sctp_os.h>

// Leans on the one above, and the rest on it.
#include <netinet/sctp_bsd_addr.h>
#include <netinet/sctp_indata.h>
#include <netinet/sctp_input.h>
#include <netinet/sctp_output.h>
#include <netinet/sctp_pcb.h>
#include <netinet/sctp_sysctl.h>
#include <netinet/sctp_timer.h>
#include <netinet/sctp_var.h>
#include <netinet/sctputil.h>
#include <stdbool.h>
#include <user_socketvar.h>

#include "stack.h"

// The packet that is being processed.
struct arrival {
  bool active;
  bool refused;  // no answer to it may leave
  const uint8_t* packet;
  size_t size;
  void* port;
  const struct sockaddr* from;
  const struct sockaddr* to;
  // What it belongs to, once found; held.
  struct sctp_tcb* association;
  struct sctp_nets* path;
};

extern struct arrival stack_arrival;
extern struct sctp_stack_callbacks stack_callbacks;

// The arrival's association and path stay until the packet is done with, see
// arrival.c. The path may be NULL.
void hold_arrival(struct sctp_tcb* association, struct sctp_nets* path);
void release_arrival(void);

// Whether there is anybody to tell, see lifetimes.c.
bool has_socket(const struct sctp_tcb* association);

// The port of what has been peeled off, see ports.c.
void note_peeled_off(uint16_t port);

// Source address selection, see source.c. Makes the path's choice ours.
void choose_source(struct sctp_tcb* association, struct sctp_nets* path);

#endif  // SRC_USERSPACE_STACK_INTERNAL_H_
