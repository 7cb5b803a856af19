// Seam S6: seams.c wraps this.
#define sctp_asconf_timer stock_asconf_timer
#include <netinet/sctp_timer.c>
