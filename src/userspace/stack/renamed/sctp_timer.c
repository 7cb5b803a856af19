// Seam S6: lifetimes.c wraps this. S30: seams.c wraps the others.
#define sctp_asconf_timer stock_asconf_timer
#define sctp_t1init_timer stock_t1init_timer
#define sctp_cookie_timer stock_cookie_timer
#include <netinet/sctp_timer.c>
