/* Flips of every permutation of ten numbers: branches and small arrays. */
#include "timed.h"

enum { N = 10 };

static uint64_t flips_of(const int *permutation) {
  int order[N];
  uint64_t flips = 0;
  for (int at = 0; at < N; at++) order[at] = permutation[at];
  while (order[0] != 0) {
    for (int low = 0, high = order[0]; low < high; low++, high--) {
      int kept = order[low];
      order[low] = order[high];
      order[high] = kept;
    }
    flips++;
  }
  return flips;
}

static uint64_t work(void) {
  int permutation[N], turns[N];
  uint64_t most = 0, sum = 0;
  for (int at = 0; at < N; at++) permutation[at] = at, turns[at] = 0;
  for (;;) {
    uint64_t flips = flips_of(permutation);
    sum += flips;
    if (flips > most) most = flips;
    int depth = 1;
    for (; depth < N; depth++) {
      int first = permutation[0];
      for (int at = 0; at < depth; at++) permutation[at] = permutation[at + 1];
      permutation[depth] = first;
      if (++turns[depth] <= depth) break;
      turns[depth] = 0;
    }
    if (depth == N) return sum * 100 + most;
  }
}
