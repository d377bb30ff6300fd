#include <stdio.h>

int main(int argc, char **argv) {
  char text[100];
  printf("argc %d", argc);
  for (int at = 1; at < argc; at++) printf(" %s", argv[at]);
  size_t size = fread(text, 1, sizeof text - 1, stdin);
  text[size] = 0;
  printf("\nread %s\n", text);
  FILE *file = fopen("made.txt", "w");
  fputs("in made.txt", file);
  fclose(file);
  return 7;
}
