private import CZeroMQ
private import Glibc

/// How a call into libzmq or the system ended: its value, or the number it left in errno.
enum CallOutcome: Equatable {
  case value(Int32)
  case failed(Int32)
}

/// Makes the call again for as long as a signal interrupts it (SIGCHLD and SIGCONT reach any call).
///
/// errno is read at once, before Swift's run time can touch it.
func uninterrupted(_ call: () -> Int32) -> CallOutcome {
  while true {
    let value = call()
    if value >= 0 { return .value(value) }
    let number = zmq_errno()
    if number != EINTR { return .failed(number) }
  }
}

/// As `uninterrupted`, for calls whose failure is always an error of ours.
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
