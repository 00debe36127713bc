package import Dataset

// The messages on the wire: one object with one key, the kind; its value is the body.

extension WorkerMessage: OneKeyCodable {
  package static let cases: [String: OneKeyCase<Self>] = [
    "hello": .holding(Self.hello), "heartbeat": .holding(Self.heartbeat),
    "done": .holding(Self.done), "failed": .holding(Self.failed),
    "goodbye": .holding(Self.goodbye), "status": .alone(.status),
  ]

  /// The kind and its value.
  package var body: (name: String, value: any Encodable) {
    switch self {
    case .hello(let hello): ("hello", hello)
    case .heartbeat(let heartbeat): ("heartbeat", heartbeat)
    case .done(let completion): ("done", completion)
    case .failed(let failure): ("failed", failure)
    case .goodbye(let goodbye): ("goodbye", goodbye)
    case .status: ("status", true)
    }
  }
}

extension CoordinatorMessage: OneKeyCodable {
  package static let cases: [String: OneKeyCase<Self>] = [
    "prove": .holding(Self.prove), "welcome": .holding(Self.welcome),
    "grant": .holding(Self.grant), "acknowledged": .holding(Self.acknowledged),
    "fenced": .holding(Self.fenced), "unknown": .alone(.unknown),
    "refused": .holding(Self.refused), "drain": .alone(.drain), "finished": .alone(.finished),
    "heard": .holding(Self.heard),
  ]

  /// The kind and its value.
  package var body: (name: String, value: any Encodable) {
    switch self {
    case .prove(let job): ("prove", job)
    case .welcome(let welcome): ("welcome", welcome)
    case .grant(let grant): ("grant", grant)
    case .acknowledged(let lease): ("acknowledged", lease)
    case .fenced(let lease): ("fenced", lease)
    case .unknown: ("unknown", true)
    case .refused(let refusal): ("refused", refusal)
    case .drain: ("drain", true)
    case .finished: ("finished", true)
    case .heard(let beat): ("heard", beat)
    }
  }
}
