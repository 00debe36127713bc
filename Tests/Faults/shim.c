// Stands between Clipmill and its libraries, and does to it what a row of the fault matrix says.
// Built and preloaded by the rows; FAULTS_SHIM holds the words for what to do:
//   poison       decoders obey magic samples (12345, -12345, what) of 16-bit sound: 1 crashes, 2 hangs, 3
//                eats memory
//   sick         every decoder crashes
//   short        files are read and written at most 100 bytes at a time
//   interrupts   a signal every millisecond, so that system calls end early
//   stale        each file is ESTALE the first three times it is opened for reading
//   slow         every call of a decoder takes FAULTS_SLOW milliseconds longer
//   clock        the wall clock is off by the seconds that the file FAULTS_CLOCK holds
//   lost-reply   a rename is done, and says ENOENT all the same
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static int does(const char *word) {
  const char *words = getenv("FAULTS_SHIM");
  const char *found = words ? strstr(words, word) : NULL;
  return found != NULL;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

// Decoders

extern int64_t sf_readf_float(void *file, float *frames, int64_t count);

static void obey(int order) {
  if (order == 1) raise(SIGSEGV);
  if (order == 2) for (;;) pause();
  if (order == 3) {
    const size_t piece = 64 << 20;
    for (void *memory = malloc(piece); memory; memory = malloc(piece)) memset(memory, 1, piece);
    abort();
  }
}

int64_t sf_readf_float(void *file, float *frames, int64_t count) {
  if (does("sick")) raise(SIGSEGV);
  if (does("slow")) {
    const long wait = atol(getenv("FAULTS_SLOW"));
    const struct timespec pause = {wait / 1000, wait % 1000 * 1000000};
    nanosleep(&pause, NULL);
  }
  const int64_t got = REAL(sf_readf_float)(file, frames, count);
  if (does("poison")) {
    for (int64_t i = 0; i + 2 < got; i++) {
      if (frames[i] == 12345 / 32768.0f && frames[i + 1] == -12345 / 32768.0f) {
        obey((int)(frames[i + 2] * 32768));
      }
    }
  }
  return got;
}

// Short reads and writes of files; sockets and pipes are left alone.

static size_t cut(int file, size_t count) {
  struct stat status;
  const int is_short = count > 100 && does("short");
  return is_short && fstat(file, &status) == 0 && S_ISREG(status.st_mode) ? 100 : count;
}

ssize_t write(int file, const void *bytes, size_t count) {
  return REAL(write)(file, bytes, cut(file, count));
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
  return REAL(pwrite)(file, bytes, cut(file, count), offset);
}

ssize_t read(int file, void *bytes, size_t count) {
  return REAL(read)(file, bytes, cut(file, count));
}

ssize_t pread(int file, void *bytes, size_t count, off_t offset) {
  return REAL(pread)(file, bytes, cut(file, count), offset);
}

// Handles that went stale

static int is_stale(const char *path, int flags) {
  static struct { uint64_t name; int times; } seen[4096];
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  if ((flags & O_ACCMODE) != O_RDONLY || !does("stale")) return 0;
  if (!strstr(path, "/audio/") && !strstr(path, "/reports/")) return 0;
  uint64_t name = 14695981039346656037u;
  for (const char *c = path; *c; c++) name = (name ^ (uint8_t)*c) * 1099511628211u;
  pthread_mutex_lock(&lock);
  int place = name % 4096;
  while (seen[place].times && seen[place].name != name) place = (place + 1) % 4096;
  seen[place].name = name;
  const int times = ++seen[place].times;
  pthread_mutex_unlock(&lock);
  errno = ESTALE;
  return times <= 3;
}

int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = va_arg(rest, mode_t);
  va_end(rest);
  return is_stale(path, flags) ? -1 : REAL(open)(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = va_arg(rest, mode_t);
  va_end(rest);
  return is_stale(path, flags) ? -1 : REAL(open64)(path, flags, mode);
}

// Renames whose answer is lost

int renameat2(int from, const char *old, int to, const char *new, unsigned flags) {
  const int result = REAL(renameat2)(from, old, to, new, flags);
  if (result != 0 || !does("lost-reply")) return result;
  errno = ENOENT;
  return -1;
}

// Clocks; libzmq and Clipmill ask in these ways, and only wall clocks are wrong.

static long offset(void) {
  char text[32] = {0};
  const int file = does("clock") ? REAL(open)(getenv("FAULTS_CLOCK"), O_RDONLY | O_CLOEXEC) : -1;
  if (file < 0) return 0;
  if (REAL(read)(file, text, sizeof text - 1) < 0) text[0] = 0;
  close(file);
  return atol(text);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  const int result = REAL(clock_gettime)(clock, now);
  if (clock == CLOCK_REALTIME && result == 0) now->tv_sec += offset();
  return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  const int result = REAL(gettimeofday)(now, zone);
  if (result == 0) now->tv_sec += offset();
  return result;
}

time_t time(time_t *now) {
  const time_t result = REAL(time)(NULL) + offset();
  if (now) *now = result;
  return result;
}

// Signals

static void nothing(int number) { (void)number; }

__attribute__((constructor)) static void begin(void) {
  if (!does("interrupts")) return;
  struct sigaction action = {.sa_handler = nothing};
  sigaction(SIGALRM, &action, NULL);
  const struct itimerval every = {{0, 1000}, {0, 1000}};
  setitimer(ITIMER_REAL, &every, NULL);
}
