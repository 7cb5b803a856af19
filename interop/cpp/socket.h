#ifndef INTEROP_CPP_SOCKET_H_
#define INTEROP_CPP_SOCKET_H_

#include <netinet/in.h>
#include <netinet/sctp.h>

#include <string>
#include <vector>

#include "event.h"
#include "settings.h"

// A one-to-many socket of the kernel, with blocking calls.
class Socket {
 public:
  explicit Socket(const Settings& settings);
  Socket(Socket&& other);
  Socket& operator=(Socket&& other);
  ~Socket();

  // On all hosts of the settings. Returns the port.
  uint16_t Listen();
  // To all hosts of the settings.
  sctp_assoc_t Connect();

  Event Receive();
  void Send(const Message& message);
  // It is given up when it has not arrived after `lifetime_ms`.
  void SendForAWhile(const Message& message, uint32_t lifetime_ms);
  void ResetOutgoing(sctp_assoc_t association, uint16_t stream);
  void Shutdown(sctp_assoc_t association);
  void Abort(sctp_assoc_t association, const std::string& reason);
  // The association goes on on a socket of its own.
  Socket PeelOff(sctp_assoc_t association);
  // 0 where it has ended.
  int CountPaths(sctp_assoc_t association);

 private:
  Socket(const Settings& settings, int fd) : settings_(settings), fd_(fd) {}
  template <typename T>
  void SetOption(int level, int name, const T& value);
  void Bind(const std::vector<std::string>& hosts, uint16_t port);
  void Subscribe();
  void Authenticate();
  void AllowReset();
  void Send(const Message& message, sctp_sendv_spa* parameters);
  void SendControl(sctp_assoc_t association, uint16_t flag,
                   const std::string& data);
  uint32_t SwapPpid(uint32_t ppid) const;

  Settings settings_;
  int fd_ = -1;
  std::string partial_;  // what has come of a message whose end has not
};

#endif  // INTEROP_CPP_SOCKET_H_
