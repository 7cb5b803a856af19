// What sockets of the kernel can and usrsctp's API cannot.

#include "internal.h"

void sctp_stack_set_v6only(struct socket* socket) {
  struct sctp_inpcb* endpoint = socket->so_pcb;
  endpoint->ip_inp.inp.inp_flags |= IN6P_IPV6_V6ONLY;
}
