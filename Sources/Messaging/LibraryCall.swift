private import CZeroMQ
private import Glibc

/// The end of a call into libzmq or the system: its value, or its errno.
enum CallOutcome: Equatable {
  case value(Int32)
  case failed(Int32)
}

/// Repeats the call for as long as a signal interrupts it (SIGCHLD and SIGCONT reach any call).
///
/// errno is read at once, before Swift's run time can change it.
func uninterrupted(_ call: () -> Int32) -> CallOutcome {
  while true {
    let value = call()
    if value >= 0 { return .value(value) }
    let number = zmq_errno()
    if number != EINTR { return .failed(number) }
  }
}

/// As `uninterrupted`, for calls whose failure is always a `MessagingError`.
@discardableResult
func require(
  _ operation: String, _ subject: String, _ call: () -> Int32
) throws(MessagingError) -> Int32 {
  switch uninterrupted(call) {
  case .value(let value): return value
  case .failed(let number):
    throw MessagingError(number: number, operation, subject)
  }
}
