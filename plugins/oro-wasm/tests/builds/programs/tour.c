#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int main(int count, char **arguments) {
    for (int number = 1; number < count; number++) printf("argument %s\n", arguments[number]);
    printf("environment %s\n", getenv("GREETING"));

    char text[64] = "";
    FILE *input = fopen("/data/in.txt", "r");
    if (input == NULL || fgets(text, sizeof text, input) == NULL) return 1;
    fclose(input);
    FILE *output = fopen("/data/out.txt", "w");
    if (output == NULL) return 2;
    fprintf(output, "written %s", text);
    fclose(output);
    if (fopen("/data/../../etc/passwd", "r") != NULL) return 3;

    struct timespec before, after;
    clock_gettime(CLOCK_MONOTONIC, &before);
    clock_gettime(CLOCK_MONOTONIC, &after);
    long long passed = (after.tv_sec - before.tv_sec) * 1000000000LL + after.tv_nsec - before.tv_nsec;
    printf("clock %s\n", passed >= 0 && time(NULL) > 1700000000 ? "goes" : "stands");

    unsigned char one[16], other[16];
    if (getentropy(one, sizeof one) != 0 || getentropy(other, sizeof other) != 0) return 4;
    printf("random %s\n", memcmp(one, other, sizeof one) != 0 ? "differs" : "repeats");

    char line[64];
    while (fgets(line, sizeof line, stdin) != NULL) printf("read %s", line);
    fprintf(stderr, "done\n");
    return 7;
}
