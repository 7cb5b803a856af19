// Seams S7, S12, S14 and S22: lifetimes.c wraps these, those of S12 and S14
// (the last two) as far as they are called from here. S25: seams.c wraps this.
#define sctp_generate_cause stock_generate_cause
#define sctp_notify_stream_reset_add stock_notify_stream_reset_add
#define sctp_notify_stream_reset_tsn stock_notify_stream_reset_tsn
#define sctp_timer_start stock_timer_start
#define sctp_os_timer_start seam_os_timer_start
#define sctp_build_readq_entry seam_build_readq_entry
#include <netinet/sctputil.c>
