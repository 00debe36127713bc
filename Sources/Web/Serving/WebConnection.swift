import Glibc

/// One connection: a head that comes in, an answer that goes out, and a short farewell.
///
/// When it goes, its descriptor is closed.
final class WebConnection {
  private enum Stage {
    case reading
    case writing(body: [UInt8], sent: Int)
    case leaving(bytesLeft: Int)
  }

  let descriptor: Int32
  /// In milliseconds, when it was accepted.
  let began: Int
  private(set) var deadline: Int
  private var stage = Stage.reading
  private var head: [UInt8] = []
  private let limits: WebLimits

  init(_ descriptor: Int32, at now: Int, _ limits: WebLimits) {
    self.descriptor = descriptor
    self.limits = limits
    began = now
    deadline = now + limits.head
  }

  deinit { close(descriptor) }

  /// True while the request is not complete.
  var isReading: Bool { if case .reading = stage { true } else { false } }

  /// What is to be waited for.
  var events: Int16 {
    if case .writing = stage { Int16(POLLOUT) } else { Int16(POLLIN) }
  }

  /// Goes on as far as the socket lets it; false when the connection is over.
  ///
  /// `answer` is asked once, with a head and true for one that wants no body.
  func proceed(at now: Int, _ answer: (Result<RequestHead, RequestHead.Refusal>) -> Answer) -> Bool
  {
    switch stage {
    case .reading: read(at: now, answer)
    case .writing: write(at: now)
    case .leaving(let bytesLeft): drain(bytesLeft)
    }
  }

  private func read(
    at now: Int, _ answer: (Result<RequestHead, RequestHead.Refusal>) -> Answer
  ) -> Bool {
    // A byte too many tells that the head is too large.
    guard let bytes = receive(RequestHead.bytesMaximum + 1 - head.count) else { return true }
    if bytes.isEmpty { return false }
    head += bytes
    let request: Result<RequestHead, RequestHead.Refusal>
    if let length = RequestHead.length(of: head) {
      request = Result { () throws(RequestHead.Refusal) in try RequestHead(parsing: head[..<length])
      }
    } else if head.count > RequestHead.bytesMaximum {
      request = .failure(
        RequestHead.Refusal(status: .headTooLarge, words: "the head of a request is too large"))
    } else {
      return true
    }
    let isHead = if case .success(let head) = request { head.isHead } else { false }
    let answer = answer(request)
    stage = .writing(body: answer.head + (isHead ? [] : answer.body), sent: 0)
    deadline = now + limits.answer
    head = []
    return write(at: now)
  }

  private func write(at now: Int) -> Bool {
    guard case .writing(let body, var sent) = stage else { return false }
    while sent < body.count {
      let count = body[sent...].withUnsafeBytes {
        send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN {
        stage = .writing(body: body, sent: sent)
        return true
      }
      guard count > 0 else { return false }
      sent += count
    }
    // Bytes that nobody reads would make the system reset the connection, and the answer would be lost.
    shutdown(descriptor, Int32(SHUT_WR))
    stage = .leaving(bytesLeft: limits.farewellBytes)
    deadline = now + limits.farewell
    return drain(limits.farewellBytes)
  }

  private func drain(_ most: Int) -> Bool {
    var left = most
    while left > 0 {
      guard let bytes = receive(min(left, 65_536)) else {
        stage = .leaving(bytesLeft: left)
        return true
      }
      if bytes.isEmpty { return false }
      left -= bytes.count
    }
    return false
  }

  /// What has come, at most so many bytes; empty at the end, nil if there is nothing now.
  private func receive(_ most: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: most)
    while true {
      let count = bytes.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, most, 0) }
      if count >= 0 { return Array(bytes.prefix(count)) }
      if errno == EAGAIN { return nil }
      if errno != EINTR { return [] }
    }
  }
}
