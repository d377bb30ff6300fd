/* FNV-1a over 64 MiB, three times: integers, one after another. */
#include "timed.h"

enum { SIZE = 1 << 26, TIMES = 3 };

static unsigned char bytes[SIZE];

static uint64_t work(void) {
  uint64_t hash = 14695981039346656037u;
  for (int at = 0; at < SIZE; at++) bytes[at] = (unsigned char)(at * 31 + (at >> 8));
  for (int time = 0; time < TIMES; time++)
    for (int at = 0; at < SIZE; at++) hash = (hash ^ bytes[at]) * 1099511628211u;
  return hash;
}
