import Dataset
import Scheduling

/// The observed facts of the world, and the rules for it after every step.
struct Checks {
  /// The two latest leases of a shard and whose they are: a third would be one too many.
  struct Owners {
    var newest = 0
    var newestOwner = Incarnation(0)
    var older = 0
    var olderOwner = Incarnation(0)
  }

  var owners: [Owners]
  /// True for a shard whose commit is in the journal, durable or not.
  var isRecorded: [Bool]
  /// Results said to be complete and not narrowed, by lease name.
  var claims: Set<Lease> = []
  /// The owner of each lease, however old; in small and medium worlds, looked up alone.
  var ownerOf: [Lease: Incarnation] = [:]
  /// Leases that honest workers know to be over; in small worlds alone.
  var fenced: Set<Lease> = []
  /// Reports that went missing after their commit; looked up alone.
  var lostReports: Set<String> = []
  var epoch = 0
  var grants = 0
  var acknowledgements = 0

  init(shards: Int) {
    owners = Array(repeating: Owners(), count: shards)
    isRecorded = Array(repeating: false, count: shards)
  }

  static func sha256(_ digest: UInt64) -> String {
    let digits = String(digest, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
      + "000000000000000000000000000000000000000000000000"
  }

  mutating func claimed(_ completion: Completion) {
    if !completion.report.path.hasPrefix("lies/") { claims.insert(completion.lease) }
  }

  mutating func restarted(_ journal: SimulatedJournal, epoch: Int, _ world: World) {
    world.check(epoch > self.epoch || self.epoch == 0, "epoch \(epoch) after \(self.epoch)")
    self.epoch = epoch
    for shard in isRecorded.indices { isRecorded[shard] = journal.committedPath[shard] != nil }
  }

  mutating func sent(_ envelope: FromCoordinator, to connection: Connection, _ world: World) {
    world.rolling.add(connection.number)
    // Workers that know the new coordinator ignore the messages of the replaced one.
    if world.coordinator.isSuperseded { return }
    switch envelope.message {
    case .grant(let grant):
      world.rolling.add(grant.lease.shard.number)
      granted(grant, to: connection, world)
    case .acknowledged(let lease):
      world.rolling.add(lease.attempt)
      acknowledged(lease, world)
    case .fenced(let lease):
      guard world.options.size == .small,
        let place = world.coordinator.sockets[connection.number]?.place,
        !world.workers[place].isLiar
      else { return }
      fenced.insert(lease)
    default: break
    }
  }

  private mutating func granted(_ grant: Grant, to connection: Connection, _ world: World) {
    grants += 1
    guard let owner = world.coordinator.sockets[connection.number]?.incarnation else { return }
    let shard = grant.lease.shard.number
    if world.options.size == .small || world.options.size == .medium {
      let first = ownerOf[grant.lease] ?? owner
      ownerOf[grant.lease] = first
      world.check(first == owner, "lease \(grant.lease.name) is given to two")
    }
    let number = grant.lease.epoch.number << 20 | grant.lease.attempt
    world.check(!isRecorded[shard], "shard \(shard) is granted after its commit")
    if number > owners[shard].newest {
      owners[shard].older = owners[shard].newest
      owners[shard].olderOwner = owners[shard].newestOwner
      owners[shard].newest = number
      owners[shard].newestOwner = owner
    } else if number == owners[shard].newest {
      world.check(
        owners[shard].newestOwner == owner, "lease \(grant.lease.name) is given to two")
    } else {
      world.check(
        (number == owners[shard].older && owners[shard].olderOwner == owner)
          || ownerOf[grant.lease] == owner,
        "lease \(grant.lease.name) is given again")
    }
  }

  private mutating func acknowledged(_ lease: Lease, _ world: World) {
    acknowledgements += 1
    guard claims.remove(lease) != nil else { return }
    guard !isProbe(lease, world) else { return }
    world.check(
      world.coordinator.journal.committedPath[lease.shard.number] != nil,
      "\(lease.name) is acknowledged before it is durable")
  }

  /// Reports of narrowed grants are never committed, and acknowledged all the same.
  private func isProbe(_ lease: Lease, _ world: World) -> Bool {
    world.oracle.harms[lease.shard.number] != nil || world.options.hasSickHost
  }

  mutating func recorded(_ record: JournalRecord, _ world: World) {
    // Never written: a later epoch's journal is looked for before every sync.
    if world.coordinator.isSuperseded { return }
    switch record {
    case .committed(let commit):
      let shard = commit.shard.number
      world.rolling.add(shard)
      world.check(
        !fenced.contains(commit.completion.lease),
        "\(commit.completion.lease.name) was told to be over")
      world.check(!isRecorded[shard], "shard \(shard) is committed twice")
      world.check(
        commit.completion.lease.epoch.number == world.coordinator.epoch,
        "\(commit.completion.lease.name) is committed in epoch \(world.coordinator.epoch)")
      world.check(
        commit.completion.report.sha256 == Self.sha256(world.oracle.digest(shard)),
        "shard \(shard) is committed with a wrong report")
      isRecorded[shard] = true
    case .quarantined(let quarantine):
      for position in quarantine.positions {
        world.check(
          world.oracle.isHarmful(quarantine.shard.number, position)
            || world.options.ending == .broken,
          "event \(position) of shard \(quarantine.shard.number) is innocent")
      }
    case .released(let shard):
      world.check(world.options.ending == .broken, "\(shard) is released without need")
    case .withdrawn(let withdrawal):
      isRecorded[withdrawal.shard.number] = false
    }
  }
}

extension World {
  /// The state that must hold: what is cheap after every step, the whole now and then.
  func sample() {
    guard let quick = coordinator.scheduler?.look().faults else { return }
    check(quick.isEmpty, "\(quick)")
    let mask = options.size == .small ? 0xFF : options.size == .medium ? 0xFFF : 0xF_FFFF
    if steps & mask == 0, let scheduler = coordinator.scheduler { checkWhole(scheduler) }
  }

  private func checkWhole(_ scheduler: Scheduler) {
    let faults = scheduler.validate()
    check(faults.isEmpty, "\(faults.prefix(5))")
    if options.size == .small { checkDead(scheduler) }
    checkIdle()
  }

  /// At the end the journal alone gives the bundle of the single process.
  func checkEnd() {
    guard outcome != nil else { return fail("nothing is left to happen, and nothing is finished") }
    if case .complete = outcome, options.ending != .broken { checkBundle() }
    for worker in workers where worker.isAlive && !worker.isPaused {
      fail("worker \(worker.place) was never told that the run is over")
    }
    if let scheduler = coordinator.scheduler { checkWhole(scheduler) }
  }

  private func checkBundle() {
    var digests: [Int: String] = [:]
    for record in coordinator.journal.records.prefix(coordinator.journal.synced) {
      if case .committed(let commit) = record {
        digests[commit.shard.number] = commit.completion.report.sha256
      }
    }
    var sum = RollingHash()
    for shard in oracle.shardEvents.indices {
      sum.add(digests[shard].flatMap { UInt64($0.prefix(16), radix: 16) } ?? 0)
    }
    check(sum.value == oracle.bundleDigest, "the bundle is not that of a single process")
  }
}
