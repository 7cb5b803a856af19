// Seams S9, S10, S11: seams.c and lifetimes.c wrap these, the last as far as it
// is called from here.
#define sctp_findassociation_addr stock_findassociation_addr
#define sctp_move_pcb_and_assoc stock_move_pcb_and_assoc
#define sctp_timer_start seam_timer_start
#include <netinet/sctp_pcb.c>
