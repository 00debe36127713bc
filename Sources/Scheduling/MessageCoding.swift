// The messages on the wire: one object with one key, the kind; its value is the body.

extension WorkerMessage: Codable {
  private enum Kind: String, CodingKey, CaseIterable {
    case hello, heartbeat, done, failed, goodbye, status
  }

  package init(from decoder: any Decoder) throws {
    let body = try decoder.container(keyedBy: Kind.self)
    switch try body.onlyKey() {
    case .hello: self = .hello(try body.decode(Hello.self, forKey: .hello))
    case .heartbeat: self = .heartbeat(try body.decode(Heartbeat.self, forKey: .heartbeat))
    case .done: self = .done(try body.decode(Completion.self, forKey: .done))
    case .failed: self = .failed(try body.decode(Failure.self, forKey: .failed))
    case .goodbye: self = .goodbye(try body.decode(Goodbye.self, forKey: .goodbye))
    case .status: self = .status
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var body = encoder.container(keyedBy: Kind.self)
    switch self {
    case .hello(let value): try body.encode(value, forKey: .hello)
    case .heartbeat(let value): try body.encode(value, forKey: .heartbeat)
    case .done(let value): try body.encode(value, forKey: .done)
    case .failed(let value): try body.encode(value, forKey: .failed)
    case .goodbye(let value): try body.encode(value, forKey: .goodbye)
    case .status: try body.encode(true, forKey: .status)
    }
  }
}

extension CoordinatorMessage: Codable {
  private enum Kind: String, CodingKey, CaseIterable {
    case prove, welcome, grant, acknowledged, fenced, unknown, refused, drain, finished, heard
  }

  package init(from decoder: any Decoder) throws {
    let body = try decoder.container(keyedBy: Kind.self)
    switch try body.onlyKey() {
    case .prove: self = .prove(try body.decode(Job.self, forKey: .prove))
    case .welcome: self = .welcome(try body.decode(Welcome.self, forKey: .welcome))
    case .grant: self = .grant(try body.decode(Grant.self, forKey: .grant))
    case .acknowledged: self = .acknowledged(try body.decode(Lease.self, forKey: .acknowledged))
    case .fenced: self = .fenced(try body.decode(Lease.self, forKey: .fenced))
    case .unknown: self = .unknown
    case .refused: self = .refused(try body.decode(Refusal.self, forKey: .refused))
    case .drain: self = .drain
    case .finished: self = .finished
    case .heard: self = .heard(try body.decode(Int.self, forKey: .heard))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var body = encoder.container(keyedBy: Kind.self)
    switch self {
    case .prove(let value): try body.encode(value, forKey: .prove)
    case .welcome(let value): try body.encode(value, forKey: .welcome)
    case .grant(let value): try body.encode(value, forKey: .grant)
    case .acknowledged(let value): try body.encode(value, forKey: .acknowledged)
    case .fenced(let value): try body.encode(value, forKey: .fenced)
    case .unknown: try body.encode(true, forKey: .unknown)
    case .refused(let value): try body.encode(value, forKey: .refused)
    case .drain: try body.encode(true, forKey: .drain)
    case .finished: try body.encode(true, forKey: .finished)
    case .heard(let value): try body.encode(value, forKey: .heard)
    }
  }
}

extension KeyedDecodingContainer {
  /// The container's one known key; none or several is a damaged message.
  fileprivate func onlyKey() throws -> Key {
    guard allKeys.count == 1, let key = allKeys.first else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: codingPath, debugDescription: "a message has exactly one kind"))
    }
    return key
  }
}
