// The definitions are here and not in the header: _GNU_SOURCE changes system types, which Swift
// would then see in two forms.
#define _GNU_SOURCE
#include "clinux.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int clinux_signalfd(const sigset_t *signals) {
  return signalfd(-1, signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

int clinux_set_parent_death_signal(int signal) {
  return prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0);
}

int clinux_adopt_orphans(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1L); }

pid_t clinux_ended_child(void) {
  siginfo_t end = {0};
  return waitid(P_ALL, 0, &end, WEXITED | WNOHANG | WNOWAIT) == 0 ? end.si_pid : 0;
}

int clinux_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int clinux_rename_without_replacing(int folder, const char *from, int other, const char *to) {
  return (int)syscall(SYS_renameat2, folder, from, other, to, 1 /* RENAME_NOREPLACE */);
}

int clinux_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int clinux_memfd(const char *name) { return memfd_create(name, MFD_CLOEXEC); }

char **clinux_environment(void) { return environ; }

int clinux_usable_cpus(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
  return (int)sysconf(_SC_NPROCESSORS_ONLN);
}

int clinux_sync_file_system(int descriptor) { return syncfs(descriptor); }

int clinux_accept(int listener) {
  return accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

int clinux_yield_to_others(void) {
  return setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), 10);
}

int clinux_name_process(const char *name) { return prctl(PR_SET_NAME, name, 0, 0, 0); }

static char **arguments;

// The loader passes a constructor the same arguments as main.
__attribute__((constructor)) static void keep_arguments(int count, char **given) {
  (void)count;
  arguments = given;
}

char **clinux_arguments(void) { return arguments; }

static void *pass(void *gate) {
  pthread_mutex_lock(gate);
  pthread_mutex_unlock(gate);
  return NULL;
}

int clinux_startable_threads(int wanted) {
  pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
  pthread_attr_t attributes;
  pthread_t *threads = calloc(wanted > 0 ? wanted : 1, sizeof *threads);
  int started = 0;
  if (!threads) return 0;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 1 << 17);
  pthread_mutex_lock(&gate);
  while (started < wanted && !pthread_create(&threads[started], &attributes, pass, &gate)) started++;
  pthread_mutex_unlock(&gate);
  for (int number = 0; number < started; number++) pthread_join(threads[number], NULL);
  pthread_attr_destroy(&attributes);
  free(threads);
  return started;
}

void clinux_require_stack(unsigned long bytes, const char *words, int code) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_STACK, &limit) || limit.rlim_cur >= bytes) return;
  if (limit.rlim_max >= bytes) {
    pthread_attr_t attributes;
    limit.rlim_cur = bytes;
    if (setrlimit(RLIMIT_STACK, &limit)) return;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, bytes);
    pthread_setattr_default_np(&attributes);
    pthread_attr_destroy(&attributes);
    return;
  }
  if (write(2, words, strlen(words)) < 0) _exit(code);
  _exit(code);
}
