// Parts that Swift's Glibc module lacks: variadic calls, GNU extensions, headers outside its module map.
#pragma once
#include <signal.h>
#include <stdint.h>
#include <sys/signalfd.h>
#include <sys/types.h>

/// A descriptor that becomes readable when one of the (blocked) signals arrives.
int clinux_signalfd(const sigset_t *signals);

/// Asks the kernel to send `signal` to this process when the thread that started it ends.
int clinux_set_parent_death_signal(int signal);

/// From now on orphans of this process's descendants become its children.
int clinux_adopt_orphans(void);

/// A child that has ended and is still to be reaped; 0 if there is none.
pid_t clinux_ended_child(void);

/// A descriptor that becomes readable when the process ends.
int clinux_pidfd_open(pid_t pid);

/// rename(2) from one open directory to another that fails with EEXIST instead of replacing.
int clinux_rename_without_replacing(int folder, const char *from, int other, const char *to);

/// A pipe whose ends are not inherited across exec unless passed on.
int clinux_pipe(int ends[2]);

/// Anonymous memory with a descriptor; not inherited across exec unless passed on.
int clinux_memfd(const char *name);

/// The variables of this process's environment, ended by a null pointer.
char **clinux_environment(void);

/// The arguments of main, ended by a null pointer; reading them does not need /proc.
char **clinux_arguments(void);

/// Ensures that the stacks of this thread and of later ones may have this many bytes; ends the process
/// with `words` and `code` if the hard limit forbids it.
void clinux_require_stack(unsigned long bytes, const char *words, int code);

/// Starts up to `wanted` threads with small stacks that do nothing, ends them, and returns how many could exist
/// at once.
int clinux_startable_threads(int wanted);

/// CPUs that this process's affinity lets it use.
int clinux_usable_cpus(void);

/// Writes all of the descriptor's file system to its disk.
int clinux_sync_file_system(int descriptor);

/// Accepts a connection that no child inherits and that never blocks; -1 and errno if there is none.
int clinux_accept(int listener);

/// Lets all other threads go before this one where they want the same CPU.
int clinux_yield_to_others(void);

/// Names this process in ps and top, in at most 15 bytes; after a start through /proc/self/exe it would
/// be called `exe`.
int clinux_name_process(const char *name);

/// Store and load a word of memory that processes share.
static inline void clinux_store(uint64_t *word, uint64_t value) {
  __atomic_store_n(word, value, __ATOMIC_RELEASE);
}
static inline uint64_t clinux_load(const uint64_t *word) {
  return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}
