// Seams S7, S12, S14 and S22: lifetimes.c wraps these, those of S12 and S14
// (the last two) as far as they are called from here. S25 and S29: seams.c
// wraps the first two.
#define sctp_generate_cause stock_generate_cause
#define sctp_ulp_notify stock_ulp_notify
#define sctp_notify_stream_reset_add stock_notify_stream_reset_add
#define sctp_notify_stream_reset_tsn stock_notify_stream_reset_tsn
#define sctp_timer_start stock_timer_start
#define sctp_os_timer_start seam_os_timer_start
#define sctp_build_readq_entry seam_build_readq_entry

// Seam S27: what could not be delivered is told, however much waits to be read.
//
// A report that finds the receive buffer full is dropped: the message was sent,
// and nobody hears that it did not arrive. When an association is lost, all
// that its send buffer has is reported at once, which is as much as the receive
// buffer takes, even where it was empty. Each report takes the memory that its
// message had in the send buffer; who lets lifetimes run out and never reads
// keeps them all.

#include <netinet/sctp_os.h>
#include <netinet/sctp_pcb.h>
#include <netinet/sctp_var.h>

#undef sctp_sbspace_failedmsgs
#define sctp_sbspace_failedmsgs(buffer) LONG_MAX

#include <netinet/sctputil.c>
