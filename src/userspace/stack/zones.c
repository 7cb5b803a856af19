// Seam S23: usrsctp's zones. A message costs some ten allocations, most of them
// given back on another thread than the one that asked: malloc was a fifth of
// the time. Under the stack's lock a list for each size does.

#include <stddef.h>
#include <stdlib.h>

#include "internal.h"

enum {
  GRAIN = 16,
  LARGEST = 4096,       // of what comes and goes with messages
  KEPT_BYTES = 1 << 20  // of each size; the rest goes back
};

struct element {
  struct element* next;
};

struct list {
  struct element* first;
  size_t bytes;
};

static struct list lists[LARGEST / GRAIN + 1];

#ifdef __SANITIZE_ADDRESS__
static const bool keeps = false;  // each use after free is to be seen
#else
static const bool keeps = true;
#endif

static size_t rounded(size_t size) { return (size + GRAIN - 1) & -GRAIN; }

void* seam_zone_get(size_t size) {
  if (size > LARGEST) return malloc(size);
  size = rounded(size);
  struct list* list = &lists[size / GRAIN];
  struct element* element = list->first;
  if (element == NULL) return malloc(size);
  list->first = element->next;
  list->bytes -= size;
  return element;
}

void seam_zone_free(size_t size, void* memory) {
  size = rounded(size);
  struct list* list = size > LARGEST ? NULL : &lists[size / GRAIN];
  if (!keeps || list == NULL || list->bytes + size > KEPT_BYTES) {
    free(memory);
    return;
  }
  struct element* element = memory;
  element->next = list->first;
  list->first = element;
  list->bytes += size;
}
