import JSON
import Scheduling

/// Messages as bytes: JSON, checked for size and shape before anything acts on them.
final class MessageCodec {
  private var parser = JSONParser()
  private let limits: Limits

  init(_ limits: Limits) { self.limits = limits }

  static func encode(_ message: some Encodable) -> [UInt8] { JSONFile.encode(message) }

  /// A worker's or reader's message; nil if the bytes are not one, or it breaks a limit.
  func fromWorker(_ bytes: [UInt8]) -> FromWorker? {
    guard bytes.count <= limits.messageBytes,
      let message = try? parser.decode(FromWorker.self, from: bytes),
      (try? message.validate(limits)) != nil
    else { return nil }
    return message
  }

  /// The coordinator's message; nil if the bytes are not one, or it breaks a limit.
  func fromCoordinator(_ bytes: [UInt8]) -> FromCoordinator? {
    guard bytes.count <= limits.messageBytes,
      let message = try? parser.decode(FromCoordinator.self, from: bytes),
      (try? message.validate(limits)) != nil
    else { return nil }
    return message
  }
}
