/// The version of the messages both ways; a peer with another is refused or dropped.
package let protocolVersion = 1

/// A message to the coordinator with what every one carries: `{"v", "inc", "msg": {kind: body}}`.
package struct FromWorker: Hashable, Sendable, Codable {
  package var version: Int
  /// Of the sender; a reader draws one too.
  package var incarnation: Incarnation
  package var message: WorkerMessage

  package init(incarnation: Incarnation, message: WorkerMessage) {
    version = protocolVersion
    self.incarnation = incarnation
    self.message = message
  }

  private enum CodingKeys: String, CodingKey {
    case version = "v"
    case incarnation = "inc"
    case message = "msg"
  }
}

/// What a worker or a reader may say.
package enum WorkerMessage: Hashable, Sendable {
  /// Who I am and what I see; also after every new socket.
  case hello(Hello)
  /// How far each lease is; extends those that moved.
  case heartbeat(Heartbeat)
  /// Repeated until acknowledged or fenced.
  case done(Completion)
  /// Repeated until acknowledged or fenced.
  case failed(Failure)
  /// Leases given back unfinished; with `leaving`, the last word of this worker.
  case goodbye(Goodbye)
  /// A reader asks for a snapshot.
  case status
}

/// Introduces a worker.
package struct Hello: Hashable, Sendable, Codable {
  package var worker: String
  package var host: String
  package var pid: Int
  package var slots: Int
  package var build: String
  /// The set of library versions, as metadata.json records it.
  package var libraries: String
  /// Path of the worker's log, for status.
  package var log: String
  /// Nil in the first hello of a worker that does not know the bundle yet: it is told with `prove`.
  package var proof: Proof?
  /// Unfinished or unacknowledged leases of this incarnation.
  package var holding: [Held]

  package init(
    worker: String, host: String, pid: Int, slots: Int, build: String, libraries: String,
    log: String = "", proof: Proof? = nil, holding: [Held] = []
  ) {
    self.worker = worker
    self.host = host
    self.pid = pid
    self.slots = slots
    self.build = build
    self.libraries = libraries
    self.log = log
    self.proof = proof
    self.holding = holding
  }
}

/// What a worker read through its own file system: shows that it sees the same bundle and sources.
package struct Proof: Hashable, Sendable, Codable {
  /// As found in the bundle's run state.
  package var run: String
  /// Of the job description the worker was given or read.
  package var options: String
  package var manifestSize: Int
  package var manifestSHA256: String
  /// Roots that are absent or empty here.
  package var emptyRoots: [String]

  package init(
    run: String, options: String, manifestSize: Int, manifestSHA256: String,
    emptyRoots: [String] = []
  ) {
    self.run = run
    self.options = options
    self.manifestSize = manifestSize
    self.manifestSHA256 = manifestSHA256
    self.emptyRoots = emptyRoots
  }
}

/// A lease a worker holds while it says hello.
package struct Held: Hashable, Sendable, Codable {
  package var lease: Lease
  /// How many quarantined positions its grant told it to skip.
  package var skipped: Int
  /// Whether its grant named a part of the shard only.
  package var narrowed: Bool

  package init(lease: Lease, skipped: Int, narrowed: Bool) {
    self.lease = lease
    self.skipped = skipped
    self.narrowed = narrowed
  }
}

/// How far a worker is.
package struct Heartbeat: Hashable, Sendable, Codable {
  /// Rises by one each time; echoed by `heard`.
  package var number: Int
  package var freeSlots: Int
  package var leases: [LeaseProgress]

  package init(number: Int, freeSlots: Int, leases: [LeaseProgress]) {
    self.number = number
    self.freeSlots = freeSlots
    self.leases = leases
  }
}

/// How far one lease is.
package struct LeaseProgress: Hashable, Sendable, Codable {
  package var lease: Lease
  /// False while the shard waits for a renderer on the worker.
  package var running: Bool
  /// Events finished, of any outcome.
  package var events: Int
  /// Rises with every sign of life of the renderer, also within an event.
  package var beat: Int
  /// What those events came to, for people; nil where the sender does not tell.
  package var gains: Gains?

  package init(lease: Lease, running: Bool, events: Int, beat: Int, gains: Gains? = nil) {
    self.lease = lease
    self.running = running
    self.events = events
    self.beat = beat
    self.gains = gains
  }
}

/// What finished events of shards that still run came to; shown, and never counted on.
package struct Gains: Hashable, Sendable, Codable {
  package var clips: Int
  /// Events.
  package var skipped: Int

  package init(clips: Int = 0, skipped: Int = 0) {
    self.clips = clips
    self.skipped = skipped
  }

  static func += (sum: inout Gains, other: Gains) {
    sum.clips += other.clips
    sum.skipped += other.skipped
  }
}

/// Leases a worker gives back.
package struct Goodbye: Hashable, Sendable, Codable {
  package var returned: [Lease]
  package var leaving: Bool

  package init(returned: [Lease], leaving: Bool) {
    self.returned = returned
    self.leaving = leaving
  }
}
