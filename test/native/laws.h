#ifndef TEST_NATIVE_LAWS_H_
#define TEST_NATIVE_LAWS_H_

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vector>

// Ends the run where a law does not hold.
#define LAW(condition)                                           \
  do {                                                           \
    if (!(condition)) BrokenLaw(#condition, __FILE__, __LINE__); \
  } while (0)

[[noreturn]] void BrokenLaw(const char* condition, const char* file, int line);

// The same numbers for the same seed on every machine (splitmix64).
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  size_t Below(size_t limit) { return Next() % limit; }
  size_t Between(size_t first, size_t last) {
    return first + Below(last - first + 1);
  }
  bool OneIn(size_t n) { return Below(n) == 0; }

  // A number as it is likely to break something: small, large, or near either.
  uint32_t Awkward() {
    switch (Below(4)) {
      case 0:
        return static_cast<uint32_t>(Below(16));
      case 1:
        return UINT32_MAX - static_cast<uint32_t>(Below(16));
      case 2:
        return (uint32_t{1} << Below(32)) - static_cast<uint32_t>(Below(2));
      default:
        return static_cast<uint32_t>(Next());
    }
  }

  void Fill(uint8_t* bytes, size_t size) {
    for (size_t i = 0; i < size; i++) bytes[i] = static_cast<uint8_t>(Next());
  }

 private:
  uint64_t state_;
};

// Bytes in an allocation of exactly their size: reading past it is a finding.
class ExactBytes {
 public:
  explicit ExactBytes(const std::vector<uint8_t>& bytes)
      : size_(bytes.size()), data_(new uint8_t[bytes.size()]) {
    for (size_t i = 0; i < size_; i++) data_[i] = bytes[i];
  }
  uint8_t* data() const { return data_.get(); }
  size_t size() const { return size_; }

 private:
  size_t size_;
  std::unique_ptr<uint8_t[]> data_;
};

// Changes some of the bytes, or their number.
void Mutate(Random* random, std::vector<uint8_t>* bytes);

// Each tries one input.
void TryAddress(Random* random);
void TryNotification(Random* random);
void TryOption(Random* random);
void TryMessage(Random* random);
void TryPump(Random* random);

// What never changes: checked once, before the inputs.
void CheckRecordedNotifications();
void CheckMessages();
void CheckAddresses();

#endif  // TEST_NATIVE_LAWS_H_
