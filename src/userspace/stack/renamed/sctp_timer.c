// Seam S6: lifetimes.c wraps this.
#define sctp_asconf_timer stock_asconf_timer
#include <netinet/sctp_timer.c>
