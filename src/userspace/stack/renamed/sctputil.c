// Seam S7: seams.c wraps these.
#define sctp_notify_stream_reset_add stock_notify_stream_reset_add
#define sctp_notify_stream_reset_tsn stock_notify_stream_reset_tsn
#include <netinet/sctputil.c>
