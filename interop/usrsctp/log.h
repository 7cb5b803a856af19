#ifndef INTEROP_USRSCTP_LOG_H_
#define INTEROP_USRSCTP_LOG_H_

#include "event.h"
#include "settings.h"

/* What a peer has to say, in lines that the matrix reads, such as
 * `USRSCTP_SERVER_RECV ... stream=N ppid=N payload=TEXT`. With several hosts
 * the role's name is USRSCTP_MULTI_SERVER or USRSCTP_MULTI_CLIENT. */
void start_log(const char* role, const struct settings* settings);
void say(const char* format, ...) __attribute__((format(printf, 1, 2)));
void say_sent(const struct message* message);
void say_event(const struct event* event);

#endif /* INTEROP_USRSCTP_LOG_H_ */
