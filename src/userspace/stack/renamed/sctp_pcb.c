// Seams S9 and S10: seams.c wraps these.
#define sctp_findassociation_addr stock_findassociation_addr
#define sctp_move_pcb_and_assoc stock_move_pcb_and_assoc
#include <netinet/sctp_pcb.c>
