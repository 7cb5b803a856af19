// Seam S9: seams.c wraps this.
#define sctp_findassociation_addr stock_findassociation_addr
#include <netinet/sctp_pcb.c>
