// Seam S2: output.c has these.
#define sctp_userspace_ip_output stock_ip_output
#define sctp_userspace_ip6_output stock_ip6_output
#include <user_socket.c>
