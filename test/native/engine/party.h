#ifndef TEST_NATIVE_ENGINE_PARTY_H_
#define TEST_NATIVE_ENGINE_PARTY_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "../laws.h"
#include "engine.h"
#include "pump.h"
#include "tally.h"

// A socket and its user: what EndpointWrap and lib/ are in Node.
class Party final : private sctp::SocketDelegate, private sctp::PumpDelegate {
 public:
  // `on_progress` is called for each message and each change of an association,
  // and may close the party.
  Party(Random* random, Tally* tally, std::function<void()> on_progress);
  ~Party() { Close(); }
  Party(const Party&) = delete;
  Party& operator=(const Party&) = delete;

  void Open(sctp::Engine* engine, int family);
  void Close();
  bool is_open() const { return socket_ != nullptr; }

  void Set(sctp::OptionId option, const std::vector<double>& numbers);
  // Returns the port.
  uint16_t Listen(const sctp::Address& address);
  // With a port that may be nobody's any more.
  void Connect(const sctp::Address& address);
  // With further addresses, which are not always there.
  void ChangeAddresses(const sctp::Address& address);
  void Read(bool on);
  // Sends as long as there is room, from now on.
  void Flood();
  std::unique_ptr<Party> PeelOff();
  void Shutdown();
  void Abort();

 private:
  void OnReadable() override;
  void OnWritable() override;
  void OnFailure(sctp::Status status) override;
  sctp::ReceiveBatch NextBatch() override;
  void OnBatch(size_t count) override;
  void OnAssociationChange(const sctp::ReceiveDescriptor& record);

  void Attach(const Party* parent);
  size_t Send(size_t count);
  sctp::AssociationId SomeAssociation();

  Random* random_;
  Tally* tally_;
  std::function<void()> on_progress_;
  sctp::NotificationDecoder decoder_ = nullptr;
  std::unique_ptr<sctp::Socket> socket_;
  sctp::Pump pump_;
  std::vector<uint8_t> slab_;
  std::vector<sctp::ReceiveDescriptor> records_;
  std::vector<sctp::AssociationId> associations_;
  bool floods_ = false;
  bool is_blocked_ = false;
};

#endif  // TEST_NATIVE_ENGINE_PARTY_H_
