// Seam S17: the default scheduler always finds its way back.
//
// It looks for a stream whose first message goes by the path that is asked for,
// and stops when it is back at the stream that it took last. Where it has taken
// none yet, and no message goes by that path, it looks for ever: the first
// message of an association that names a path was enough.

#include <netinet/sctp_os.h>
#include <netinet/sctp_pcb.h>

static struct sctp_stream_out* sctp_ss_default_select(
    struct sctp_tcb* association, struct sctp_nets* path,
    struct sctp_association* state);

// The definition has parameters behind its name, the scheduler's table has not.
#define sctp_ss_default_select(association, path, state) \
  stock_default_select(association, path, state)
#include <netinet/sctp_ss_functions.c>
#undef sctp_ss_default_select

static struct sctp_stream_out* sctp_ss_default_select(
    struct sctp_tcb* association, struct sctp_nets* path,
    struct sctp_association* state) {
  if (!state->ss_data.last_out_stream)
    state->ss_data.last_out_stream =
        TAILQ_LAST(&state->ss_data.out.wheel, sctpwheel_listhead);
  return stock_default_select(association, path, state);
}
