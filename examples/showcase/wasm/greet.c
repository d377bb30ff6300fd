/* Says what it was granted, then answers every line. Built by `oro wasm compile wasm/greet.c`. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void tell_time(void) {
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now) != 0) {
    puts("The clock: withheld");
    return;
  }
  struct tm *parts = gmtime(&now.tv_sec);
  printf("The clock: %02d:%02d UTC\n", parts->tm_hour, parts->tm_min);
}

static void roll(void) {
  unsigned char byte;
  if (getentropy(&byte, 1) != 0) puts("A die: withheld");
  else printf("A die: %d\n", byte % 6 + 1);
}

static void look_around(void) {
  DIR *folder = opendir("/files");
  if (folder == NULL) {
    puts("/files: no such folder");
    return;
  }
  int count = 0;
  for (struct dirent *each; (each = readdir(folder)) != NULL;)
    if (strcmp(each->d_name, ".") != 0 && strcmp(each->d_name, "..") != 0) count++;
  closedir(folder);
  printf("/files: %d entries\n", count);
}

/* Called from outside: oro wasm exec greet.wasm --call triangle 100 */
__attribute__((export_name("triangle"))) int triangle(int n) { return n * (n + 1) / 2; }

int main(void) {
  char line[200];
  const char *person = getenv("PERSON");
  printf("Hello, %s.\n", person == NULL ? "stranger" : person);
  tell_time();
  roll();
  look_around();
  puts("Say something; the end of input ends me.");
  fflush(stdout);
  while (fgets(line, sizeof line, stdin) != NULL) {
    printf("You said: %s", line);
    fflush(stdout);
  }
  puts("Good bye.");
  return 0;
}
