#ifndef SRC_USERSPACE_STACK_SHADOW_USER_SOCKETVAR_H_
#define SRC_USERSPACE_STACK_SHADOW_USER_SOCKETVAR_H_

// Seam S3: stands before usrsctp's header of this name and tells the engine of
// every wake-up of a socket buffer. usrsctp's upcalls miss the ones that
// matter: send space of a one-to-many socket, notifications born of timers.

#include_next <user_socketvar.h>

struct socket;

void seam_readable(struct socket* socket);
void seam_writable(struct socket* socket);

#undef sorwakeup_locked
#define sorwakeup_locked(so)            \
  do {                                  \
    SOCKBUF_LOCK_ASSERT(&(so)->so_rcv); \
    seam_readable(so);                  \
    if (sb_notify(&(so)->so_rcv))       \
      sowakeup((so), &(so)->so_rcv);    \
    else                                \
      SOCKBUF_UNLOCK(&(so)->so_rcv);    \
  } while (0)

#undef sowwakeup_locked
#define sowwakeup_locked(so)            \
  do {                                  \
    SOCKBUF_LOCK_ASSERT(&(so)->so_snd); \
    seam_writable(so);                  \
    if (sb_notify(&(so)->so_snd))       \
      sowakeup((so), &(so)->so_snd);    \
    else                                \
      SOCKBUF_UNLOCK(&(so)->so_snd);    \
  } while (0)

#endif  // SRC_USERSPACE_STACK_SHADOW_USER_SOCKETVAR_H_
