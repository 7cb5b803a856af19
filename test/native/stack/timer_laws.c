// The queue of timers against what each of them was set to.

#include <stdio.h>

#include "userspace/stack/internal.h"

void CheckTimerQueue(void);

enum { kTimers = 500, kRounds = 20000 };

static struct {
  sctp_os_timer_t timer;
  bool armed;
  uint32_t due;
} timers[kTimers];

static uint32_t fired_last;
static uint32_t until;

static uint32_t random_below(uint32_t limit) {
  static uint64_t state = 1;
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(state >> 33) % limit;
}

static void keep(bool law, const char* what) {
  if (law) return;
  fprintf(stderr, "timers: broken: %s\n", what);
  exit(1);
}

static void fire(void* argument);

static void arm(int i) {
  uint32_t ticks = 1 + random_below(random_below(4) ? 300 : 100000);
  timers[i].due = sctp_get_tick_count() + ticks;
  int restarted =
      sctp_os_timer_start(&timers[i].timer, ticks, fire, &timers[i]);
  keep(restarted == timers[i].armed, "a restart is told");
  timers[i].armed = true;
}

// Some arm themselves and others again, as the stack's do.
static void fire(void* argument) {
  int i = (int)(((char*)argument - (char*)timers) / (long)sizeof(timers[0]));
  keep(timers[i].armed, "only what is armed runs");
  keep((int32_t)(timers[i].due - until) <= 0, "not too early");
  keep((int32_t)(timers[i].due - fired_last) >= 0, "in the order of time");
  fired_last = timers[i].due;
  timers[i].armed = false;
  if (random_below(3) == 0) arm(i);
  if (random_below(3) == 0) arm((int)random_below(kTimers));
}

void CheckTimerQueue(void) {
  for (int i = 0; i < kTimers; i++) sctp_os_timer_init(&timers[i].timer);
  for (int round = 0; round < kRounds; round++) {
    int i = (int)random_below(kTimers);
    if (random_below(2)) {
      arm(i);
    } else {
      keep(sctp_os_timer_stop(&timers[i].timer) == timers[i].armed,
           "a stop is told");
      timers[i].armed = false;
    }
    if (random_below(4) > 0) continue;

    fired_last = until;
    sctp_stack_elapse(random_below(random_below(50) ? 40 : 5000));
    uint32_t ago = random_below(2) * random_below(20);
    until = sctp_get_tick_count() - ago;
    sctp_stack_expire(ago);
    int64_t next = -1;
    for (int j = 0; j < kTimers; j++) {
      if (!timers[j].armed) continue;
      keep((int32_t)(timers[j].due - until) > 0, "all that was due has run");
      int64_t remaining = (int32_t)(timers[j].due - sctp_get_tick_count());
      if (remaining < 0) remaining = 0;
      if (next < 0 || remaining < next) next = remaining;
    }
    keep(sctp_stack_next_timer() == next, "the next is known");
  }
  for (int i = 0; i < kTimers; i++) sctp_os_timer_stop(&timers[i].timer);
  keep(sctp_stack_next_timer() == -1, "none is left");
}
