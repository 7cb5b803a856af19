#ifndef TEST_NATIVE_HOSTILE_ENDPOINT_H_
#define TEST_NATIVE_HOSTILE_ENDPOINT_H_

#include <string>
#include <vector>

#include "../laws.h"
#include "../stack/wire.h"
#include "execution.h"

// usrsctp.h leans on the system's headers in wire.h.
#include <usrsctp.h>

// What both ends of an execution are set to.
struct Traits {
  Traits(Random* random, const Settings& settings);

  bool ipv6, several_addresses;
  bool interleaved, authenticated, authenticated_data, partially_reliable;
  unsigned extensions;
  uint32_t largest_fragment;  // 0: whatever fits
};

// A one-to-many socket and what was peeled off from it. Every call may fail:
// what counts is that nothing worse happens.
class Endpoint {
 public:
  Endpoint(Random* random, const Traits& traits, int host, Tally* tally);

  void Open();
  void Listen() { usrsctp_listen(socket_, 5); }
  void Connect(size_t addresses);
  // Something that a program might do.
  void Act();
  void Drain();
  void Close();
  bool is_open() const { return socket_ != nullptr; }

 private:
  void Send(struct socket* socket);
  void ResetStreams(struct socket* socket);
  void AddStreams(struct socket* socket);
  void ChangeAddress();
  void ChangePath(struct socket* socket);
  void PeelOff();
  void Drain(struct socket* socket);

  void Configure();
  void Set(int name, const void* value, size_t size);
  void SetValue(int name, uint32_t value);
  sockaddr_storage AddressOf(int host, size_t network) const;
  sctp_assoc_t SomeAssociation();
  struct socket* SomeSocket();

  Random* random_;
  const Traits& traits_;
  int host_;
  Tally* tally_;
  struct socket* socket_ = nullptr;
  std::vector<struct socket*> peeled_off_;
  std::vector<sctp_assoc_t> associations_;
};

#endif  // TEST_NATIVE_HOSTILE_ENDPOINT_H_
