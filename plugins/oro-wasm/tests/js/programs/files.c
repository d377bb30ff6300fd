#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

static void told(const char *what, int result) {
  if (result < 0) printf("%s: %s\n", what, strerror(errno));
  else printf("%s: ok\n", what);
}

static void show(const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) { printf("%s: %s\n", path, strerror(errno)); return; }
  char text[256];
  size_t size = fread(text, 1, sizeof text - 1, file);
  text[size] = 0;
  printf("%s: %zu \"%s\"\n", path, size, text);
  fclose(file);
}

static int by_name(const void *one, const void *other) {
  return strcmp(*(char **)one, *(char **)other);
}

static void list(const char *path) {
  DIR *folder = opendir(path);
  if (!folder) { printf("list %s: %s\n", path, strerror(errno)); return; }
  char *names[600];
  int count = 0;
  for (struct dirent *each; (each = readdir(folder)) && count < 600;) {
    char line[300];
    snprintf(line, sizeof line, "%s %d", each->d_name, each->d_type);
    names[count++] = strdup(line);
  }
  closedir(folder);
  qsort(names, count, sizeof *names, by_name);
  printf("list %s: %d\n", path, count);
  for (int i = 0; i < count && i < 12; i++) printf("  %s\n", names[i]);
}

static void look(const char *path, int follow) {
  struct stat seen;
  if ((follow ? stat : lstat)(path, &seen) < 0) printf("stat %s: %s\n", path, strerror(errno));
  else printf("stat %s: %o %lld links %lld\n", path, seen.st_mode & S_IFMT, S_ISDIR(seen.st_mode) ? 0 : (long long)seen.st_size, S_ISDIR(seen.st_mode) ? 0 : (long long)seen.st_nlink);
}

static void put(const char *path, int flags, const char *text) {
  int fd = open(path, flags, 0666);
  if (fd < 0) { printf("open %s %x: %s\n", path, flags, strerror(errno)); return; }
  ssize_t size = write(fd, text, strlen(text));
  if (size < 0) printf("write %s: %s\n", path, strerror(errno));
  else printf("write %s: %zd\n", path, size);
  close(fd);
}

int main(void) {
  show("/box/hello.txt");
  show("/box/sub/deep.txt");
  show("/box/sub/../hello.txt");
  show("/box/link.txt");
  show("/box/to-sub/deep.txt");
  show("/box/broken");
  show("/box/circle");
  show("/box/outside");
  show("/box/above");
  show("/box/../box/hello.txt");
  show("/box/nothing");
  show("/box/hello.txt/");
  show("/box/hello.txt/x");
  show("/etc/passwd");
  list("/box");
  list("/box/sub");
  list("/box/hello.txt");
  look("/box", 1);
  look("/box/hello.txt", 1);
  look("/box/link.txt", 0);
  look("/box/link.txt", 1);
  look("/box/broken", 1);
  look("/box/to-sub", 0);
  put("/box/new.txt", O_WRONLY | O_CREAT | O_EXCL, "first");
  put("/box/new.txt", O_WRONLY | O_CREAT | O_EXCL, "again");
  put("/box/new.txt", O_WRONLY | O_APPEND, " and more");
  show("/box/new.txt");
  put("/box/new.txt", O_WRONLY, "FIRST");
  show("/box/new.txt");
  put("/box/new.txt", O_WRONLY | O_TRUNC, "short");
  show("/box/new.txt");
  put("/box/new.txt", O_RDONLY, "no");
  put("/box/sub", O_WRONLY, "no");
  put("/box/sub/none/x", O_WRONLY | O_CREAT, "no");
  put("/box/broken", O_WRONLY | O_CREAT | O_EXCL, "no");
  put("/box/link.txt", O_WRONLY | O_NOFOLLOW, "no");
  int fd = open("/box/holes", O_RDWR | O_CREAT | O_TRUNC, 0666);
  told("seek", lseek(fd, 10, SEEK_SET) == 10 ? 0 : -1);
  told("write", write(fd, "end", 3) == 3 ? 0 : -1);
  told("seek from end", lseek(fd, -3, SEEK_END) == 10 ? 0 : -1);
  char text[16] = {0};
  printf("read %zd %s\n", read(fd, text, sizeof text), text);
  printf("pread %zd\n", pread(fd, text, 16, 0));
  printf("pwrite %zd\n", pwrite(fd, "X", 1, 5));
  told("seek before", lseek(fd, -1, SEEK_SET) < 0 ? -1 : 0);
  told("truncate", ftruncate(fd, 4));
  struct stat seen;
  told("fstat", fstat(fd, &seen));
  printf("size %lld\n", (long long)seen.st_size);
  struct timespec times[2] = {{1000000000, 500}, {1100000000, 0}};
  told("futimens", futimens(fd, times));
  fstat(fd, &seen);
  printf("times %lld %ld %lld\n", (long long)seen.st_atim.tv_sec, seen.st_atim.tv_nsec, (long long)seen.st_mtim.tv_sec);
  told("fsync", fsync(fd));
  told("fdatasync", fdatasync(fd));
  close(fd);
  told("read closed", read(fd, text, 1) < 0 ? -1 : 0);
  told("mkdir", mkdir("/box/made", 0777));
  told("mkdir again", mkdir("/box/made", 0777));
  told("mkdir in nothing", mkdir("/box/none/made", 0777));
  told("rename", rename("/box/new.txt", "/box/made/moved.txt"));
  show("/box/made/moved.txt");
  told("rename folder into itself", rename("/box/made", "/box/made/inside"));
  told("rename onto full folder", rename("/box/sub", "/box/made"));
  told("rename file onto folder", rename("/box/hello.txt", "/box/made"));
  told("rename folder onto file", rename("/box/made", "/box/hello.txt"));
  told("rename nothing", rename("/box/nothing", "/box/x"));
  told("rename out", rename("/box/hello.txt", "/box/../x"));
  told("link", link("/box/hello.txt", "/box/second"));
  look("/box/second", 1);
  told("link again", link("/box/hello.txt", "/box/second"));
  told("symlink", symlink("hello.txt", "/box/soft"));
  told("symlink again", symlink("hello.txt", "/box/soft"));
  told("symlink absolute", symlink("/etc/passwd", "/box/hard"));
  show("/box/soft");
  char target[32] = {0};
  printf("readlink %zd %s\n", readlink("/box/soft", target, 31), target);
  memset(target, 0, sizeof target);
  printf("readlink cut %zd %s\n", readlink("/box/soft", target, 3), target);
  told("readlink of a file", readlink("/box/hello.txt", target, 31) < 0 ? -1 : 0);
  told("rmdir full", rmdir("/box/made"));
  told("rmdir file", rmdir("/box/hello.txt"));
  told("unlink folder", unlink("/box/made"));
  told("unlink", unlink("/box/made/moved.txt"));
  told("unlink again", unlink("/box/made/moved.txt"));
  told("unlink link", unlink("/box/soft"));
  told("rmdir", rmdir("/box/made"));
  told("unlink second", unlink("/box/second"));
  look("/box/hello.txt", 1);
  told("many", mkdir("/box/many", 0777));
  for (int i = 0; i < 500; i++) {
    char name[64];
    snprintf(name, sizeof name, "/box/many/file-with-a-rather-long-name-%d", i);
    fd = open(name, O_WRONLY | O_CREAT, 0666);
    close(fd);
  }
  list("/box/many");
  put("/read/hello.txt", O_WRONLY, "no");
  put("/read/new", O_WRONLY | O_CREAT, "no");
  show("/read/hello.txt");
  told("mkdir read-only", mkdir("/read/made", 0777));
  told("unlink read-only", unlink("/read/hello.txt"));
  told("rename read-only", rename("/read/hello.txt", "/read/x"));
  told("rename from read-only", rename("/read/hello.txt", "/box/x"));
  told("rename into read-only", rename("/box/hello.txt", "/read/x"));
  told("link from read-only", link("/read/hello.txt", "/box/x"));
  told("symlink read-only", symlink("x", "/read/y"));
  told("times read-only", utimensat(AT_FDCWD, "/read/hello.txt", times, 0));
  told("chdir", chdir("/box/sub"));
  show("deep.txt");
  return 0;
}
