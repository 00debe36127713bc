// Stands between Clipmill and its libraries, and does to it what a row of the fault matrix says.
// Built by shim.sh, preloaded by the rows and by tests; FAULTS_SHIM holds the words for what to do:
//   poison       reading a recording that FAULTS_POISON names does what it says: crash:a.wav,hang:b.wav,
//                memory:c.wav (eats all memory)
//   sick         every decoder crashes
//   short        files are read and written at most 100 bytes at a time
//   interrupts   a signal every millisecond, so that system calls end early
//   quota        files of a worker's output take no bytes: EDQUOT
//   stale        each recording and report is ESTALE the first three times it is opened for reading
//   slow         every call of a decoder takes FAULTS_SLOW milliseconds longer
//   clock        the wall clock is off by the seconds that the file FAULTS_CLOCK holds
//   lost-reply   a rename is done, and says ENOENT all the same
//   objects      below the folder FAULTS_OBJECTS nothing is renamed, linked, appended to or given times, as on object
//                stores behind a mount
//   old          libsndfile says that it is version 1.0.31
//   linger       looking into a report takes long, and the handlers of exit take longer
// FAULTS_HOST is the name that this host seems to have. What struck is told in the file FAULTS_STRUCK.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static int does(const char *word) {
  const char *words = getenv("FAULTS_SHIM");
  const char *found = words ? strstr(words, word) : NULL;
  return found != NULL;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

// Strikes: a line each, so that a row can tell that its fault was one. Fit for signal handlers.

static int struck = -1;

static void strike(const char *word, const char *what) {
  const int saved = errno;
  const struct iovec line[] = {{(void *)word, strlen(word)}, {" ", 1}, {(void *)what, strlen(what)}, {"\n", 1}};
  if (struck >= 0 && writev(struck, line, 4) < 0) struck = -1;
  errno = saved;
}

// Of what happens all the time, the first in each process.
static void strike_once(int *done, const char *word) {
  if (!__atomic_exchange_n(done, 1, __ATOMIC_RELAXED)) strike(word, "");
}

static void pause_for(long milliseconds) {
  const struct timespec pause = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  nanosleep(&pause, NULL);
}

// Decoders

extern const char *sf_version_string(void);

const char *sf_version_string(void) {
  return does("old") ? "libsndfile-1.0.31" : REAL(sf_version_string)();
}

extern int64_t sf_readf_float(void *file, float *frames, int64_t count);
extern int64_t sf_readf_short(void *file, short *frames, int64_t count);

static void before_decoding(void) {
  if (does("sick")) {
    strike("sick", "");
    raise(SIGSEGV);
  }
  if (does("slow")) {
    pause_for(atol(getenv("FAULTS_SLOW")));
  }
}

int64_t sf_readf_float(void *file, float *frames, int64_t count) {
  before_decoding();
  return REAL(sf_readf_float)(file, frames, count);
}

// Files of 16-bit samples are read so.
int64_t sf_readf_short(void *file, short *frames, int64_t count) {
  before_decoding();
  return REAL(sf_readf_short)(file, frames, count);
}

// Short reads and writes of files; sockets and pipes are left alone.

static int is_file(int file) {
  struct stat status;
  return fstat(file, &status) == 0 && S_ISREG(status.st_mode);
}

static size_t cut(int file, size_t count) {
  static int told;
  if (count <= 100 || !does("short") || !is_file(file)) return count;
  strike_once(&told, "short");
  return 100;
}

// path_of FILE: where an open file lies; empty where nobody knows.
static const char *path_of(int file, char *path, size_t size) {
  char link[32];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const ssize_t count = readlink(link, path, size - 1);
  path[count > 0 ? count : 0] = 0;
  return path;
}

// Recordings over which a decoder fails

static void harm(const char *how) {
  const size_t piece = 64 << 20;
  strike("poison", how);
  if (how[0] == 'c') raise(SIGSEGV);
  if (how[0] == 'h') for (;;) pause();
  for (void *memory = malloc(piece); memory; memory = malloc(piece)) memset(memory, 1, piece);
  abort();
}

static void poison(int file) {
  static const char *const kinds[] = {"crash", "hang", "memory"};
  const char *harms = does("poison") && is_file(file) ? getenv("FAULTS_POISON") : NULL;
  char path[4096], harmful[4200];
  const char *name = harms ? strrchr(path_of(file, path, sizeof path), '/') : NULL;
  for (int i = 0; name && i < 3; i++) {
    const size_t length = snprintf(harmful, sizeof harmful, "%s:%s", kinds[i], name + 1);
    for (const char *found = harms; (found = strstr(found, harmful)); found += length) {
      const int begins = found == harms || found[-1] == ',';
      if (begins && (found[length] == 0 || found[length] == ',')) harm(kinds[i]);
    }
  }
}

static int is_over_quota(int file) {
  static int told;
  char path[4096];
  if (!does("quota") || !is_file(file)) return 0;
  path_of(file, path, sizeof path);
  if (!strstr(path, "/.clipmill/unfinished/") && !strstr(path, "/.clipmill/reports/")) return 0;
  strike_once(&told, "quota");
  errno = EDQUOT;
  return 1;
}

ssize_t write(int file, const void *bytes, size_t count) {
  return is_over_quota(file) ? -1 : REAL(write)(file, bytes, cut(file, count));
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
  return is_over_quota(file) ? -1 : REAL(pwrite)(file, bytes, cut(file, count), offset);
}

ssize_t read(int file, void *bytes, size_t count) {
  return REAL(read)(file, bytes, cut(file, count));
}

ssize_t pread(int file, void *bytes, size_t count, off_t offset) {
  poison(file);
  return REAL(pread)(file, bytes, cut(file, count), offset);
}

// Threads that are at work when the process leaves

// Registered first, so that it runs after those of all libraries.
static void linger(void) {
  strike("linger", "in exit");
  pause_for(1500);
}

static void dawdle(const char *name) {
  if (!does("linger") || *name < '0' || *name > '9' || !strstr(name, ".jsonl")) return;
  strike("linger", name);
  pause_for(400);
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
  if (times > 3) return 0;
  strike("stale", path);
  errno = ESTALE;
  return 1;
}

// A name beneath an open folder.
static int is_stale_at(int folder, const char *name, int flags) {
  char path[8192];
  if (name[0] == '/' || folder == AT_FDCWD) return is_stale(name, flags);
  path_of(folder, path, 4096);
  const size_t length = strlen(path);
  snprintf(path + length, sizeof path - length, "/%s", name);
  return is_stale(path, flags);
}

static int is_object(int folder, const char *name, const char *what);

int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = va_arg(rest, mode_t);
  va_end(rest);
  if (flags & O_APPEND && is_object(AT_FDCWD, path, "append")) return -1;
  return is_stale(path, flags) ? -1 : REAL(open)(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = va_arg(rest, mode_t);
  va_end(rest);
  if (flags & O_APPEND && is_object(AT_FDCWD, path, "append")) return -1;
  return is_stale(path, flags) ? -1 : REAL(open64)(path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = va_arg(rest, mode_t);
  va_end(rest);
  dawdle(path);
  if (flags & O_APPEND && is_object(folder, path, "append")) return -1;
  return is_stale_at(folder, path, flags) ? -1 : REAL(openat)(folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = va_arg(rest, mode_t);
  va_end(rest);
  if (flags & O_APPEND && is_object(folder, path, "append")) return -1;
  return is_stale_at(folder, path, flags) ? -1 : REAL(openat64)(folder, path, flags, mode);
}

// Renames whose answer is lost

// Storage of objects: a file is made under its name, written in order and closed, and nothing else.

static int is_object(int folder, const char *name, const char *what) {
  const char *storage = getenv("FAULTS_OBJECTS");
  if (!storage || !does("objects")) return 0;
  char path[8192];
  if (name[0] == '/' || folder == AT_FDCWD) snprintf(path, sizeof path, "%s", name);
  else {
    path_of(folder, path, 4096);
    const size_t length = strlen(path);
    snprintf(path + length, sizeof path - length, "/%s", name);
  }
  const size_t length = strlen(storage);
  if (strncmp(path, storage, length) || (path[length] && path[length] != '/')) return 0;
  strike("objects", what);
  errno = ENOSYS;
  return 1;
}

int renameat(int folder, const char *old, int other, const char *new) {
  return is_object(other, new, "rename") ? -1 : REAL(renameat)(folder, old, other, new);
}

int link(const char *old, const char *new) {
  return is_object(AT_FDCWD, new, "link") ? -1 : REAL(link)(old, new);
}

int linkat(int folder, const char *old, int other, const char *new, int flags) {
  return is_object(other, new, "link") ? -1 : REAL(linkat)(folder, old, other, new, flags);
}

int utimensat(int folder, const char *name, const struct timespec times[2], int flags) {
  return is_object(folder, name, "utimens") ? -1 : REAL(utimensat)(folder, name, times, flags);
}

static int lose_reply(int result, const char *new) {
  if (result != 0 || !does("lost-reply")) return result;
  strike("lost-reply", new);
  errno = ENOENT;
  return -1;
}

int rename(const char *old, const char *new) {
  if (is_object(AT_FDCWD, new, "rename")) return -1;
  return lose_reply(REAL(rename)(old, new), new);
}

// A rename that does not replace has no function of its own in some libraries.
long syscall(long number, ...) {
  va_list rest;
  long word[6];
  va_start(rest, number);
  for (int i = 0; i < 6; i++) word[i] = va_arg(rest, long);
  va_end(rest);
  static __typeof__(&syscall) real;
  if (!real) real = REAL(syscall);
  if (number == SYS_renameat2 && is_object((int)word[2], (const char *)word[3], "rename")) return -1;
  const long result = real(number, word[0], word[1], word[2], word[3], word[4], word[5]);
  return number == SYS_renameat2 ? lose_reply((int)result, (const char *)word[3]) : result;
}

// Hosts

int gethostname(char *name, size_t size) {
  const char *other = getenv("FAULTS_HOST");
  if (!other) return REAL(gethostname)(name, size);
  snprintf(name, size, "%s", other);
  return 0;
}

// Clocks; libzmq and Clipmill ask in these ways, and only wall clocks are wrong.

static long offset(void) {
  char text[32] = {0};
  const int file = does("clock") ? REAL(open)(getenv("FAULTS_CLOCK"), O_RDONLY | O_CLOEXEC) : -1;
  if (file < 0) return 0;
  if (REAL(read)(file, text, sizeof text - 1) < 0) text[0] = 0;
  close(file);
  static int told;
  if (atol(text)) strike_once(&told, "clock");
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

static void nothing(int number) {
  static int told;
  (void)number;
  strike_once(&told, "interrupts");
}

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("FAULTS_STRUCK");
  const int file = path ? REAL(open)(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666) : -1;
  // Out of the way of the numbers that a process counts on.
  if (file >= 0) {
    struck = fcntl(file, F_DUPFD_CLOEXEC, 100);
    close(file);
  }
  if (does("linger")) atexit(linger);
  if (!does("interrupts")) return;
  struct sigaction action = {.sa_handler = nothing};
  sigaction(SIGALRM, &action, NULL);
  const struct itimerval every = {{0, 1000}, {0, 1000}};
  setitimer(ITIMER_REAL, &every, NULL);
}
