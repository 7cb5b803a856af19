#ifndef SRC_USERSPACE_STACK_SHADOW_USER_SOCKETVAR_H_
#define SRC_USERSPACE_STACK_SHADOW_USER_SOCKETVAR_H_

// Stands before usrsctp's header of this name, which each of its files includes
// before it does anything.

#include <pthread.h>
#include_next <user_socketvar.h>

// Seam S15: the one lock that the engine holds is enough. usrsctp's own cost
// time, and some paths leave one locked: the next packet would wait for ever.
#define pthread_mutex_lock(mutex) ((void)(mutex), 0)
#define pthread_mutex_trylock(mutex) ((void)(mutex), 0)
#define pthread_mutex_unlock(mutex) ((void)(mutex), 0)

// Seam S3: every wake-up of a socket buffer is told to the engine. usrsctp's
// upcalls miss the ones that matter: send space of a one-to-many socket,
// notifications born of timers.

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
