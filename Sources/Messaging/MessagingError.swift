private import CZeroMQ
import Files

/// A failed operation on messages, keys or endpoints: the operation, its subject, the reason, and the remedy.
package struct MessagingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kinds that a caller may distinguish; `main` maps them to exit codes.
  package enum Kind: Sendable, Equatable {
    /// The context was shut down (ETERM): leave the loop; this is not a fault.
    case terminated
    /// The text is not a valid endpoint, or the endpoint may not be used that way.
    case endpoint
    /// A key cannot be read, or must not be used.
    case key
    /// A file or directory may be read by others, belongs to another user, or may not be read by this one.
    case notPermitted
    /// A required file is missing.
    case notFound
    /// The allow-list is malformed or contradicts the one before.
    case allowList
    /// Too few file descriptors, or a message above the size limit.
    case limit
    /// No more threads may be started.
    case threads
    /// Not done within the given time.
    case deadline
    /// The self-test was admitted with an unknown key, or was not refused.
    case notGuarded
    /// libzmq is too old or lacks CURVE.
    case library
    /// Any other refusal of libzmq or the system, by its number.
    case system(Int32)
  }

  /// The kind of the error, for code.
  package let kind: Kind
  /// The operation, continuing "could not".
  package let operation: String
  /// The subject of the operation: a path, an endpoint, an option.
  package let subject: String
  /// The reason and, if there is one, the remedy.
  package let reason: String

  /// One line: "could not OPERATION SUBJECT: REASON".
  package var description: String { "could not \(operation) \(subject): \(reason)" }

  init(_ kind: Kind, _ operation: String, _ subject: String, _ reason: String) {
    self.kind = kind
    self.operation = operation
    self.subject = subject
    self.reason = reason
  }

  /// Runs code that starts threads; if it cannot, throws a `MessagingError`.
  static func starting<Started: ~Copyable>(
    _ start: () throws(ThreadShortage) -> Started
  ) throws(MessagingError) -> Started {
    do throws(ThreadShortage) {
      return try start()
    } catch {
      throw MessagingError(.threads, "start", error.name, error.reason)
    }
  }

  /// The error for an errno of libzmq or the system.
  init(number: Int32, _ operation: String, _ subject: String) {
    let kind: Kind = number == libraryTerminated ? .terminated : .system(number)
    self.init(kind, operation, subject, errorText(number))
  }
}

/// libzmq's ETERM, a macro that Swift cannot see: its base (ZMQ_HAUSNUMERO) plus 53, from zmq.h.
let libraryTerminated: Int32 = ZMQ_HAUSNUMERO + 53

/// The message for an error number of libzmq or of the system.
func errorText(_ number: Int32) -> String {
  guard let text = zmq_strerror(number) else { return "error \(number)" }
  return String(cString: text)
}
