// Seams S7 and S12: lifetimes.c wraps these, the timer as far as it is started
// here.
#define sctp_notify_stream_reset_add stock_notify_stream_reset_add
#define sctp_notify_stream_reset_tsn stock_notify_stream_reset_tsn
#define sctp_os_timer_start seam_os_timer_start
#include <netinet/sctputil.c>
