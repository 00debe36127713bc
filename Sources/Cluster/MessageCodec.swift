import Scheduling
import Storage

/// Messages as bytes: JSON, checked for size and shape before anyone acts on them.
enum MessageCodec {
  static func encode(_ message: some Encodable) -> [UInt8] { JSONFile.encode(message) }

  /// A worker's or reader's message; nil where it is none, or breaks a limit.
  static func fromWorker(_ bytes: [UInt8], limits: Limits) -> FromWorker? {
    guard bytes.count <= limits.messageBytes,
      let message = try? JSONFile.decode(FromWorker.self, from: bytes),
      (try? message.validate(limits)) != nil
    else { return nil }
    return message
  }

  /// The coordinator's message; nil where it is none, or breaks a limit.
  static func fromCoordinator(_ bytes: [UInt8], limits: Limits) -> FromCoordinator? {
    guard bytes.count <= limits.messageBytes,
      let message = try? JSONFile.decode(FromCoordinator.self, from: bytes),
      (try? message.validate(limits)) != nil
    else { return nil }
    return message
  }
}
