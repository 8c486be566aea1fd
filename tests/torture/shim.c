/*
 * Stands between Deno and the system for one file, by LD_PRELOAD: the nth call
 * of a kind goes wrong in a chosen way.
 *
 *   SHIM_PATH   the file
 *   SHIM_CALL   write, read or fdatasync
 *   SHIM_NTH    which call, from 1; 0: every second one
 *   SHIM_HOW    tear: write SHIM_BYTES bytes and die; short: write SHIM_BYTES
 *               bytes and say so; otherwise the number of the error
 *   SHIM_BYTES  how many bytes
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int is_ours(int fd) {
  char link[64], path[PATH_MAX];
  const char *wanted = getenv("SHIM_PATH");
  if (wanted == NULL) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return strcmp(path, wanted) == 0;
}

/* Whether this call is the one. */
static int is_due(const char *name, int fd) {
  static int count = 0;
  const char *call = getenv("SHIM_CALL");
  if (call == NULL || strcmp(call, name) != 0 || !is_ours(fd)) return 0;
  int nth = atoi(getenv("SHIM_NTH"));
  int now = __atomic_add_fetch(&count, 1, __ATOMIC_SEQ_CST);
  return nth == 0 ? now % 2 == 0 : now == nth;
}

ssize_t write(int fd, const void *bytes, size_t length) {
  static ssize_t (*real)(int, const void *, size_t) = NULL;
  if (real == NULL) real = dlsym(RTLD_NEXT, "write");
  if (!is_due("write", fd)) return real(fd, bytes, length);
  const char *how = getenv("SHIM_HOW");
  size_t few = (size_t)atol(getenv("SHIM_BYTES"));
  if (few > length) few = length;
  if (strcmp(how, "tear") == 0) {
    real(fd, bytes, few);
    kill(getpid(), SIGKILL);
    for (;;) pause();
  }
  if (strcmp(how, "short") == 0) return real(fd, bytes, few > 0 ? few : 1);
  errno = atoi(how);
  return -1;
}

ssize_t read(int fd, void *bytes, size_t length) {
  static ssize_t (*real)(int, void *, size_t) = NULL;
  if (real == NULL) real = dlsym(RTLD_NEXT, "read");
  if (!is_due("read", fd)) return real(fd, bytes, length);
  errno = atoi(getenv("SHIM_HOW"));
  return -1;
}

int fdatasync(int fd) {
  static int (*real)(int) = NULL;
  if (real == NULL) real = dlsym(RTLD_NEXT, "fdatasync");
  if (!is_due("fdatasync", fd)) return real(fd);
  errno = atoi(getenv("SHIM_HOW"));
  return -1;
}
