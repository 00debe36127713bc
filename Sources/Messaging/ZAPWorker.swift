private import CZeroMQ
private import Synchronization

/// The handler's thread: answers every request, and ends when told to or after an error.
///
/// Safe because it is handed to its thread before that starts, and used by no other afterwards.
final class ZAPWorker: @unchecked Sendable {
  /// The longest wait without requests before checking again; nothing depends on it.
  private static let idle = Duration.seconds(60)
  /// Frames of a CURVE request; more belong to other mechanisms.
  private static let requestFrameCount = 7

  private let socket: SocketHandle
  private let access: Access
  private let stop: HangUp

  init(_ socket: SocketHandle, _ access: Access, _ stop: consuming HangUp) {
    self.socket = socket
    self.access = access
    self.stop = stop
  }

  /// Answers until the handler is dropped or the context ends.
  ///
  /// Any other error ends it as well; then no peer is admitted.
  func run() {
    defer {
      access.isAnswering.store(false, ordering: .releasing)
      // Closing ends in the background; until then a request would be sent and never answered.
      socket.unbind(ZAPHandler.address)
      socket.close()
    }
    var poller = Poller()
    let questions = poller.watch(socket)
    _ = poller.watch(descriptor: stop.descriptor)
    while let ready = try? poller.wait(atMost: Self.idle) {
      if ready.contains(where: { $0.token != questions }) { return }
      guard (try? answerAll()) != nil else { return }
    }
  }

  private func answerAll() throws(MessagingError) {
    while let request = try receiveRequest() {
      let reply = decide(request)
      for (index, frame) in reply.enumerated() {
        let result = try socket.send(frame, more: index < reply.count - 1)
        guard result == .sent else {
          throw MessagingError(.notGuarded, "answer", "a key check", "the question was lost")
        }
      }
    }
  }

  private func receiveRequest() throws(MessagingError) -> [[UInt8]]? {
    guard var frame = try socket.receiveFrame() else { return nil }
    var frames = [frame.bytes]
    while frame.isMore, frames.count < Self.requestFrameCount {
      guard let next = try socket.receiveFrame() else { break }
      frame = next
      frames.append(frame.bytes)
    }
    if frame.isMore {
      try socket.drainFrames(after: frame)
      frames.append([])
    }
    return frames
  }

  /// Request: version, id, domain, address, routing id (the server's own, so useless), mechanism, key.
  ///
  /// Reply: version, id, status, words, user id, metadata.
  private func decide(_ request: [[UInt8]]) -> [[UInt8]] {
    let id = request.count > 1 ? request[1] : []
    guard let key = key(in: request) else {
      access.refused.add(1, ordering: .relaxed)
      return Self.reply(id, "400", "no key", userID: "")
    }
    guard let peer = access.admit(key) else {
      return Self.reply(id, "400", "not in the allow-list", userID: "")
    }
    return Self.reply(id, "200", "welcome", userID: peer.description)
  }

  private func key(in request: [[UInt8]]) -> CurvePublicKey? {
    guard request.count == Self.requestFrameCount,
      request[0] == Array("1.0".utf8),
      request[2] == Array(ZAPHandler.domain.utf8),
      request[5] == Array("CURVE".utf8),
      request[6].count == CurvePublicKey.byteCount
    else { return nil }
    return try? CurvePublicKey(bytes: request[6])
  }

  private static func reply(
    _ id: [UInt8], _ status: String, _ words: String, userID: String
  ) -> [[UInt8]] {
    [Array("1.0".utf8), id, Array(status.utf8), Array(words.utf8), Array(userID.utf8), []]
  }
}
