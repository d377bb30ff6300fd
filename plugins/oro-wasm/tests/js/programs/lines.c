#include <stdio.h>
#include <string.h>

int main(void) {
  char line[256];
  int count = 0;
  puts("ready");
  fflush(stdout);
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = 0;
    printf("%d: %s\n", ++count, line);
    fflush(stdout);
  }
  fprintf(stderr, "%d lines\n", count);
  return count;
}
