// Seam S2: output.c has these.
#define sctp_userspace_ip_output stock_ip_output
#define sctp_userspace_ip6_output stock_ip6_output
// Seam S28: endpoint.c has this.
#define sctp_lower_sosend seam_lower_sosend
#include <user_socket.c>
