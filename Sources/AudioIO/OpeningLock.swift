import Glibc

/// Held while libsndfile opens a file: it reports the reason of a failed open through variables of the whole process.
enum OpeningLock {
  /// Safe because the pointer never changes and a mutex is made for many threads.
  nonisolated(unsafe) private static let mutex = {
    let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    return mutex
  }()

  /// Opens, and reads the reason of a failure, while no other thread does.
  static func hold<Value>(_ open: () -> Value) -> Value {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return open()
  }
}
