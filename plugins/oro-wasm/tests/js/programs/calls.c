/* Calls of WASI that libraries seldom make, with arguments that make no sense among others. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <wasi/api.h>

static uint8_t room[4096];
#define SAY(call) printf("%s = %d\n", #call, (int)(call))

static int open_at(const char *path, int how, uint64_t rights, int flags, int follow) {
  __wasi_fd_t fd;
  int failed = __wasi_path_open(3, follow, path, how, rights, 0, flags, &fd);
  return failed ? -failed : (int)fd;
}

int main(void) {
  __wasi_size_t size;
  __wasi_filesize_t place;
  __wasi_fdstat_t stat;
  __wasi_filestat_t seen;
  __wasi_prestat_t before;
  __wasi_iovec_t into = {room, 16};
  __wasi_ciovec_t from = {(uint8_t *)"text", 4};
  __wasi_event_t events[4];
  SAY(__wasi_fd_prestat_get(3, &before));
  SAY(__wasi_fd_prestat_get(1, &before));
  SAY(__wasi_fd_prestat_get(99, &before));
  SAY(__wasi_fd_prestat_dir_name(3, room, 4));
  SAY(__wasi_fd_prestat_dir_name(3, room, 2));
  SAY(__wasi_fd_fdstat_get(3, &stat));
  printf("type %d\n", stat.fs_filetype);
  for (int fd = 0; fd < 3; fd++) {
    SAY(__wasi_fd_fdstat_get(fd, &stat));
    printf("type %d flags %d\n", stat.fs_filetype, stat.fs_flags);
  }
  SAY(__wasi_fd_fdstat_get(99, &stat));
  SAY(__wasi_fd_filestat_get(1, &seen));
  SAY(__wasi_fd_seek(1, 0, __WASI_WHENCE_CUR, &place));
  SAY(__wasi_fd_tell(1, &place));
  SAY(__wasi_fd_pread(0, &into, 1, 0, &size));
  SAY(__wasi_fd_pwrite(1, &from, 1, 0, &size));
  SAY(__wasi_fd_read(1, &into, 1, &size));
  SAY(__wasi_fd_write(0, &from, 1, &size));
  SAY(__wasi_fd_readdir(1, room, 100, 0, &size));
  SAY(__wasi_fd_read(3, &into, 1, &size));
  SAY(__wasi_fd_write(3, &from, 1, &size));
  SAY(__wasi_fd_seek(3, 0, __WASI_WHENCE_SET, &place));
  SAY(__wasi_fd_advise(3, 0, 0, 0));
  SAY(__wasi_fd_filestat_set_size(3, 0));
  SAY(__wasi_fd_sync(3));
  SAY(__wasi_fd_datasync(3));
  SAY(__wasi_fd_datasync(1));
  int file = open_at("hello.txt", 0, __WASI_RIGHTS_FD_READ, 0, 1);
  printf("file %d\n", file);
  SAY(__wasi_fd_fdstat_get(file, &stat));
  printf("type %d flags %d read %d write %d\n", stat.fs_filetype, stat.fs_flags, (stat.fs_rights_base & 2) > 0, (stat.fs_rights_base & 64) > 0);
  SAY(__wasi_fd_write(file, &from, 1, &size));
  SAY(__wasi_fd_pwrite(file, &from, 1, 0, &size));
  SAY(__wasi_fd_filestat_set_size(file, 1));
  SAY(__wasi_fd_advise(file, 0, 0, __WASI_ADVICE_WILLNEED));
  SAY(__wasi_fd_readdir(file, room, 100, 0, &size));
  SAY(__wasi_fd_seek(file, -1, __WASI_WHENCE_SET, &place));
  SAY(__wasi_fd_seek(file, 100, __WASI_WHENCE_END, &place));
  printf("place %llu\n", place);
  SAY(__wasi_fd_read(file, &into, 1, &size));
  printf("size %d\n", (int)size);
  SAY(__wasi_fd_fdstat_set_flags(file, __WASI_FDFLAGS_APPEND));
  SAY(__wasi_fd_filestat_set_times(file, 1, 1, __WASI_FSTFLAGS_ATIM | __WASI_FSTFLAGS_ATIM_NOW));
  SAY(__wasi_sock_send(file, &from, 1, 0, &size));
  SAY(__wasi_sock_shutdown(file, 1));
  SAY(__wasi_sock_shutdown(99, 1));
  SAY(__wasi_fd_renumber(file, 99));
  SAY(__wasi_fd_renumber(99, file));
  int other = open_at("hello.txt", 0, __WASI_RIGHTS_FD_READ, 0, 1);
  SAY(__wasi_fd_renumber(other, file));
  SAY(__wasi_fd_close(other));
  SAY(__wasi_fd_close(file));
  SAY(__wasi_fd_close(file));
  SAY(open_at("", 0, 2, 0, 1));
  SAY(open_at("/hello.txt", 0, 2, 0, 1));
  SAY(open_at("../hello.txt", 0, 2, 0, 1));
  SAY(open_at("sub/../../hello.txt", 0, 2, 0, 1));
  SAY(open_at("outside", 0, 2, 0, 1));
  SAY(open_at("above", 0, 2, 0, 1));
  SAY(open_at("circle", 0, 2, 0, 1));
  SAY(open_at("link.txt", 0, 2, 0, 0));
  SAY(open_at("hello.txt", __WASI_OFLAGS_DIRECTORY, 2, 0, 1));
  SAY(open_at("none", __WASI_OFLAGS_DIRECTORY, 2, 0, 1));
  SAY(open_at("none/", __WASI_OFLAGS_CREAT, 64, 0, 1));
  SAY(open_at("sub", __WASI_OFLAGS_CREAT | __WASI_OFLAGS_DIRECTORY, 2, 0, 1));
  SAY(open_at("sub", __WASI_OFLAGS_CREAT, 2, 0, 1));
  SAY(open_at("sub", __WASI_OFLAGS_TRUNC, 2, 0, 1));
  SAY(open_at("\xff\xfe", 0, 2, 0, 1));
  SAY(__wasi_path_filestat_get(3, 1, "none", &seen));
  SAY(__wasi_path_filestat_get(1, 1, "hello.txt", &seen));
  SAY(__wasi_path_filestat_get(99, 1, "hello.txt", &seen));
  SAY(__wasi_path_create_directory(3, "."));
  SAY(__wasi_path_create_directory(3, ".."));
  SAY(__wasi_path_remove_directory(3, "."));
  SAY(__wasi_path_unlink_file(3, "hello.txt/"));
  SAY(__wasi_path_rename(3, ".", 3, "x"));
  SAY(__wasi_path_link(3, 1, "hello.txt", 3, "hard"));
  SAY(__wasi_path_link(3, 0, "sub", 3, "hard"));
  SAY(__wasi_path_symlink("x", 3, "../empty"));
  SAY(__wasi_path_readlink(3, "hello.txt", room, 10, &size));
  SAY(__wasi_clock_res_get(3, (void *)room));
  SAY(__wasi_sched_yield());
  SAY(__wasi_random_get(room, 0));
  SAY(__wasi_poll_oneoff(0, events, 0, &size));
  __wasi_subscription_t asked[3];
  memset(asked, 0, sizeof asked);
  asked[0].userdata = 7;
  asked[0].u.tag = __WASI_EVENTTYPE_CLOCK;
  asked[0].u.u.clock.id = __WASI_CLOCKID_MONOTONIC;
  asked[0].u.u.clock.timeout = 1000000;
  SAY(__wasi_poll_oneoff(asked, events, 1, &size));
  printf("%d: %llu %d %d\n", (int)size, events[0].userdata, events[0].error, events[0].type);
  asked[1].userdata = 8;
  asked[1].u.tag = __WASI_EVENTTYPE_FD_WRITE;
  asked[1].u.u.fd_write.file_descriptor = 1;
  asked[0].u.u.clock.timeout = 100000000000;
  SAY(__wasi_poll_oneoff(asked, events, 2, &size));
  printf("%d: %llu %d %d\n", (int)size, events[0].userdata, events[0].error, events[0].type);
  asked[1].u.tag = __WASI_EVENTTYPE_FD_READ;
  asked[1].u.u.fd_read.file_descriptor = 0;
  SAY(__wasi_poll_oneoff(asked, events, 2, &size));
  printf("%d: %llu %d %d\n", (int)size, events[0].userdata, events[0].error, events[0].type);
  SAY(__wasi_fd_read(0, &into, 1, &size));
  printf("%d %.*s\n", (int)size, (int)size, room);
  SAY(__wasi_fd_read(0, &into, 1, &size));
  printf("%d\n", (int)size);
  SAY(__wasi_fd_allocate(1, 0, 10));
  SAY(__wasi_fd_close(3));
  SAY(__wasi_fd_prestat_get(3, &before));
  return 0;
}
