/* Prints what a computation gave and the nanoseconds it took, its process' start and end left out. */
#include <stdint.h>
#include <stdio.h>
#include <time.h>

static uint64_t now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return (uint64_t)at.tv_sec * 1000000000u + (uint64_t)at.tv_nsec;
}

static uint64_t work(void);

int main(void) {
  uint64_t begin = now();
  uint64_t result = work();
  uint64_t end = now();
  printf("%llu %llu\n", (unsigned long long)result, (unsigned long long)(end - begin));
  return 0;
}
