#include <stdio.h>

static int prime(int n) {
  for (int by = 2; by * by <= n; by++)
    if (n % by == 0) return 0;
  return n > 1;
}

int main(void) {
  puts("The primes below 60:");
  for (int n = 0; n < 60; n++)
    if (prime(n)) printf("%d ", n);
  puts("");
  return 0;
}
