// Seam S5: seams.c has these.
#define sctp_startup_iterator stock_startup_iterator
#define sctp_wakeup_iterator stock_wakeup_iterator
#include <netinet/sctp_bsd_addr.c>
