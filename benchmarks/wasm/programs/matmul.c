/* The product of two matrices of doubles: floating point and memory. */
#include "timed.h"

enum { N = 512 };

static double left[N][N], right[N][N], product[N][N];

static uint64_t work(void) {
  double trace = 0;
  for (int row = 0; row < N; row++)
    for (int column = 0; column < N; column++) {
      left[row][column] = (row * 7 + column) % 13;
      right[row][column] = (row + column * 5) % 11;
    }
  for (int row = 0; row < N; row++)
    for (int inner = 0; inner < N; inner++)
      for (int column = 0; column < N; column++) product[row][column] += left[row][inner] * right[inner][column];
  for (int at = 0; at < N; at++) trace += product[at][at];
  return (uint64_t)trace;
}
