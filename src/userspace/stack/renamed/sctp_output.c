// Seam S19: source.c has this, as far as it is called from here.
#define sctp_is_address_on_local_host seam_is_address_on_local_host
#include <netinet/sctp_output.c>
