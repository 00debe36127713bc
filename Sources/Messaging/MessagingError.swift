private import CZeroMQ
import Files

/// A failed operation on messages, keys or endpoints: what was tried, on what, why not, and the cure.
package struct MessagingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What a caller may want to tell apart; `main` maps kinds to exit codes.
  package enum Kind: Sendable, Equatable {
    /// The context was shut down (ETERM): leave the loop, it is not a fault.
    case terminated
    /// The text is not an endpoint of ours, or the endpoint may not be used that way.
    case endpoint
    /// A key cannot be read, or must not be used.
    case key
    /// A file or directory may be read by others, is not ours, or we may not read it.
    case notPermitted
    /// A file that should be there is not.
    case notFound
    /// The allow-list is malformed or contradicts the one before.
    case allowList
    /// Too few file descriptors, or a message above the size limit.
    case limit
    /// No more threads may be started.
    case threads
    /// Not done in the time given.
    case deadline
    /// The self-test got in with a key nobody knows, or got no refusal.
    case notGuarded
    /// libzmq is too old or lacks CURVE.
    case library
    /// Any other refusal of libzmq or the system, by its number.
    case system(Int32)
  }

  /// What happened, for code.
  package let kind: Kind
  /// What was tried, continuing "could not".
  package let operation: String
  /// On what it was tried: a path, an endpoint, an option.
  package let subject: String
  /// Why it did not work and, where there is one, the remedy.
  package let reason: String

  /// One line: "could not OPERATION SUBJECT: REASON".
  package var description: String { "could not \(operation) \(subject): \(reason)" }

  init(_ kind: Kind, _ operation: String, _ subject: String, _ reason: String) {
    self.kind = kind
    self.operation = operation
    self.subject = subject
    self.reason = reason
  }

  /// What starts threads; where it cannot, that is an error of messages.
  static func starting<Started: ~Copyable>(
    _ start: () throws(ThreadShortage) -> Started
  ) throws(MessagingError) -> Started {
    do throws(ThreadShortage) {
      return try start()
    } catch {
      throw MessagingError(.threads, "start", error.name, error.reason)
    }
  }

  /// The error for a number left by libzmq or the system.
  init(number: Int32, _ operation: String, _ subject: String) {
    let kind: Kind = number == libraryTerminated ? .terminated : .system(number)
    self.init(kind, operation, subject, errorText(number))
  }
}

/// libzmq's ETERM, a macro Swift cannot see: its base (ZMQ_HAUSNUMERO) plus 53, from zmq.h.
let libraryTerminated: Int32 = ZMQ_HAUSNUMERO + 53

/// The words for an error number of libzmq or of the system.
func errorText(_ number: Int32) -> String {
  guard let text = zmq_strerror(number) else { return "error \(number)" }
  return String(cString: text)
}
