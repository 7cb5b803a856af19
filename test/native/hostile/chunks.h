#ifndef TEST_NATIVE_HOSTILE_CHUNKS_H_
#define TEST_NATIVE_HOSTILE_CHUNKS_H_

#include "../laws.h"
#include "bytes.h"
#include "observer.h"

// One chunk of any type as `sender` might send it to `receiver`: mostly well
// formed and near what the receiver expects, now and then neither.
Bytes MakeChunk(Random* random, const Side& sender, const Side& receiver);

uint8_t AnyChunkType(Random* random);
// A length near the right one, or far from it.
size_t WrongLength(Random* random, size_t length);
// A number near the right one, or far from it.
uint32_t WrongNumber(Random* random, uint32_t number);

#endif  // TEST_NATIVE_HOSTILE_CHUNKS_H_
