// Seam S18: replaces usrsctp's sctp_callout.c, which keeps its timers in an
// unsorted list and looks at all of them at every tick: with 10,000
// associations that is most of a processor. Here they are a binary heap, the
// next one first.

#include <stdlib.h>

#include "internal.h"

static uint32_t now;  // ticks are milliseconds

static struct {
  struct sctp_callout** timers;
  size_t count;
  size_t room;
} heap;

static void place(struct sctp_callout* timer, size_t at);
static void sift_up(struct sctp_callout* timer, size_t at);
static void sift_down(struct sctp_callout* timer, size_t at);
static void take_out(struct sctp_callout* timer);
static bool is_before(const struct sctp_callout* a,
                      const struct sctp_callout* b);

uint32_t sctp_get_tick_count(void) { return now; }

int64_t sctp_stack_next_timer(void) {
  if (heap.count == 0) return -1;
  int32_t remaining = (int32_t)(heap.timers[0]->c_time - now);
  return remaining < 0 ? 0 : remaining;
}

void sctp_os_timer_init(sctp_os_timer_t* timer) {
  memset(timer, 0, sizeof(*timer));
}

int sctp_os_timer_start(sctp_os_timer_t* timer, uint32_t ticks,
                        void (*function)(void*), void* argument) {
  int restarted = sctp_os_timer_stop(timer);
  if (heap.count == heap.room) {
    size_t room = heap.room ? 2 * heap.room : 256;
    struct sctp_callout** timers =
        realloc(heap.timers, room * sizeof(*heap.timers));
    // An association without its timers would never end.
    if (!timers) abort();
    heap.timers = timers;
    heap.room = room;
  }
  timer->c_arg = argument;
  timer->c_func = function;
  timer->c_flags = SCTP_CALLOUT_ACTIVE | SCTP_CALLOUT_PENDING;
  timer->c_time = now + (ticks > 0 ? ticks : 1);
  sift_up(timer, heap.count++);
  return restarted;
}

int sctp_os_timer_stop(sctp_os_timer_t* timer) {
  int was_pending = (timer->c_flags & SCTP_CALLOUT_PENDING) != 0;
  if (was_pending) take_out(timer);
  timer->c_flags &= ~(SCTP_CALLOUT_ACTIVE | SCTP_CALLOUT_PENDING);
  return was_pending;
}

void sctp_stack_elapse(uint32_t milliseconds) { now += milliseconds; }

// What a function arms is due later than now: the loop ends.
void sctp_stack_expire(uint32_t ago) {
  uint32_t until = now - ago;
  while (heap.count > 0 && (int32_t)(heap.timers[0]->c_time - until) <= 0) {
    struct sctp_callout* due = heap.timers[0];
    take_out(due);
    due->c_flags &= ~SCTP_CALLOUT_PENDING;
    due->c_func(due->c_arg);
  }
}

// Of usrsctp_handle_timers, which nobody calls.
void sctp_handle_tick(uint32_t elapsed) {
  sctp_stack_elapse(elapsed);
  sctp_stack_expire(0);
}

// Of the thread that there is none of.
void sctp_start_timer_thread(void) {}
void sctp_stop_timer_thread(void) {}

// A timer knows its place by a field that a list would use.
static size_t place_of(const struct sctp_callout* timer) {
  return (size_t)(uintptr_t)timer->tqe.tqe_next;
}

static void place(struct sctp_callout* timer, size_t at) {
  heap.timers[at] = timer;
  timer->tqe.tqe_next = (struct sctp_callout*)(uintptr_t)at;
}

static void sift_up(struct sctp_callout* timer, size_t at) {
  while (at > 0) {
    size_t parent = (at - 1) / 2;
    if (!is_before(timer, heap.timers[parent])) break;
    place(heap.timers[parent], at);
    at = parent;
  }
  place(timer, at);
}

static void sift_down(struct sctp_callout* timer, size_t at) {
  for (;;) {
    size_t child = 2 * at + 1;
    if (child >= heap.count) break;
    if (child + 1 < heap.count &&
        is_before(heap.timers[child + 1], heap.timers[child]))
      child++;
    if (!is_before(heap.timers[child], timer)) break;
    place(heap.timers[child], at);
    at = child;
  }
  place(timer, at);
}

static void take_out(struct sctp_callout* timer) {
  size_t at = place_of(timer);
  struct sctp_callout* last = heap.timers[--heap.count];
  if (last == timer) return;
  if (at > 0 && is_before(last, heap.timers[(at - 1) / 2]))
    sift_up(last, at);
  else
    sift_down(last, at);
}

// The count of ticks wraps around after 49 days.
static bool is_before(const struct sctp_callout* a,
                      const struct sctp_callout* b) {
  return (int32_t)(a->c_time - b->c_time) < 0;
}
