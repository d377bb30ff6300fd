#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <wasi/api.h>

extern char **environ;

int main(int argc, char **argv) {
  for (int i = 0; i < argc; i++) printf("argument %s\n", argv[i]);
  for (char **each = environ; *each; each++) printf("variable %s\n", *each);
  __wasi_timestamp_t time, resolution;
  int told = __wasi_clock_time_get(__WASI_CLOCKID_REALTIME, 1, &time);
  printf("clock %d %d\n", told, told ? 0 : time > 1500000000000000000ull);
  told = __wasi_clock_res_get(__WASI_CLOCKID_MONOTONIC, &resolution);
  printf("resolution %d %d\n", told, told ? 0 : resolution > 0);
  printf("processor %d\n", __wasi_clock_time_get(__WASI_CLOCKID_PROCESS_CPUTIME_ID, 1, &time));
  uint8_t bytes[100000] = {0};
  told = __wasi_random_get(bytes, sizeof bytes);
  int sum = 0;
  for (size_t i = 0; i < sizeof bytes; i++) sum += bytes[i];
  printf("random %d %d\n", told, sum > 0);
  struct timespec before, after;
  int first = clock_gettime(CLOCK_MONOTONIC, &before);
  int slept = usleep(20000);
  int second = clock_gettime(CLOCK_MONOTONIC, &after);
  long long passed = (after.tv_sec - before.tv_sec) * 1000000000ll + after.tv_nsec - before.tv_nsec;
  printf("slept %d %d\n", slept, first || second ? 0 : passed >= 19000000);
  if (argc > 1) exit(atoi(argv[argc - 1]));
  return 0;
}
