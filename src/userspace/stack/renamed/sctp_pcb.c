// Seams S9, S10, S11, S13, S16, S24 and S26: seams.c, arrival.c, lifetimes.c
// and ports.c wrap these, the timer as far as it is started here.
#define sctp_findassociation_addr stock_findassociation_addr
#define sctp_findassociation_ep_asconf stock_findassociation_ep_asconf
#define sctp_free_assoc stock_free_assoc
#define sctp_inpcb_bind stock_inpcb_bind
#define sctp_load_addresses_from_init stock_load_addresses_from_init
#define sctp_move_pcb_and_assoc stock_move_pcb_and_assoc
#define sctp_timer_start seam_timer_start
#include <netinet/sctp_pcb.c>
