/// The version of the messages in both directions; a peer with another one is refused or dropped.
package let protocolVersion = 1

/// A message to the coordinator in its envelope: `{"v", "inc", "msg": {kind: body}}`.
package struct FromWorker: Hashable, Sendable, Codable {
  package var version: Int
  /// The sender's incarnation; a reader draws one too.
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

/// A message of a worker or a reader.
package enum WorkerMessage: Hashable, Sendable {
  /// The identity of the worker and its proof; sent again after every new socket.
  case hello(Hello)
  /// The progress of each lease; extends those that moved.
  case heartbeat(Heartbeat)
  /// Repeated until acknowledged or fenced.
  case done(Completion)
  /// Repeated until acknowledged or fenced.
  case failed(Failure)
  /// Leases are given back unfinished; with `leaving`, this is the worker's last message.
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
  /// Nil in the first hello of a worker that does not know the bundle yet: `prove` describes it.
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

/// The facts that a worker read through its own file system; they prove that it sees the same bundle and sources.
package struct Proof: Hashable, Sendable, Codable {
  /// The run in the bundle's run state.
  package var run: String
  /// The digest of the job description that the worker was given or read.
  package var options: String
  package var manifestSize: Int
  package var manifestSHA256: String
  /// Roots that are absent or empty on this host.
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

/// A lease that a worker holds while it says hello.
package struct Held: Hashable, Sendable, Codable {
  package var lease: Lease
  /// Number of quarantined positions that its grant told it to skip.
  package var skipped: Int
  /// True if its grant named only a part of the shard.
  package var narrowed: Bool

  package init(lease: Lease, skipped: Int, narrowed: Bool) {
    self.lease = lease
    self.skipped = skipped
    self.narrowed = narrowed
  }
}

/// The progress of a worker.
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

/// The progress of one lease.
package struct LeaseProgress: Hashable, Sendable, Codable {
  package var lease: Lease
  /// False while the shard waits for a renderer on the worker.
  package var running: Bool
  /// Events finished, of any outcome.
  package var events: Int
  /// Rises with every sign of life of the renderer, also within an event.
  package var beat: Int
  /// The outcome of those events, for people; nil if the sender does not report it.
  package var gains: Gains?

  package init(lease: Lease, running: Bool, events: Int, beat: Int, gains: Gains? = nil) {
    self.lease = lease
    self.running = running
    self.events = events
    self.beat = beat
    self.gains = gains
  }
}

/// The outcome of finished events in shards that still run; shown, but never relied on.
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

/// Leases that a worker gives back.
package struct Goodbye: Hashable, Sendable, Codable {
  package var returned: [Lease]
  package var leaving: Bool

  package init(returned: [Lease], leaving: Bool) {
    self.returned = returned
    self.leaving = leaving
  }
}
