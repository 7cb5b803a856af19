#ifndef SRC_PUMP_H_
#define SRC_PUMP_H_

#include <cstddef>

#include "batch.h"
#include "engine.h"
#include "notification.h"
#include "status.h"

namespace sctp {

class PumpDelegate {
 public:
  // Asked anew before every batch, as the last one may have been taken over.
  virtual ReceiveBatch NextBatch() = 0;
  // The first `count` descriptors are complete. Anything may happen in here:
  // the pump may be stopped, detached or attached to another socket.
  virtual void OnBatch(size_t count) = 0;

 protected:
  ~PumpDelegate() = default;
};

// Drives the receiving side of a socket, of whatever engine: fills batches,
// joins what was longer than a slot, decodes notifications.
class Pump {
 public:
  explicit Pump(PumpDelegate* delegate) : delegate_(delegate) {}
  Pump(const Pump&) = delete;
  Pump& operator=(const Pump&) = delete;

  void Attach(Socket* socket, NotificationDecoder decoder,
              bool host_byte_order);
  void Detach();

  void Start();
  void Stop();

  // Drains the socket within the budget of one wake-up. A failure is one of
  // the socket; what was received before it has been delivered.
  Status Drain();

  // What waits for an association moves with it (gotcha D.30), and so may the
  // end of a notification whose beginning was delivered here.
  void ContinueFrom(const Pump& other) {
    in_notification_ = other.in_notification_;
  }

 private:
  void DecodeNotifications(ReceiveBatch* batch);
  void ChooseSlot(const ReceiveBatch& batch);

  PumpDelegate* delegate_;
  Socket* socket_ = nullptr;
  NotificationDecoder decoder_ = nullptr;
  bool host_byte_order_ = false;
  bool receiving_ = false;
  bool in_notification_ = false;
  size_t slot_ = kSmallSlot;
  int batches_without_large_ = 0;
};

// Puts the pieces of a record that lie in consecutive slots together, in
// place, so that each is one descriptor and its bytes are contiguous; and
// small records one behind the other, so that JavaScript can copy all of them
// at once.
void PackRecords(ReceiveBatch* batch);

}  // namespace sctp

#endif  // SRC_PUMP_H_
