import Dataset
import Scheduling

// Messages are lost, doubled, late and out of order; those of a dead socket vanish.

extension World {
  func post(_ envelope: FromWorker, from place: Int) {
    if case .done(let completion) = envelope.message { checks.claimed(completion) }
    noteSaid(envelope.message, at: place)
    if !isHealed, workers[place].cutUp { return }
    for delay in delays() {
      queue.add(
        .toCoordinator(
          worker: place, socket: workers[place].socket, life: lifeReached(by: place), envelope),
        at: now + delay)
    }
  }

  func arrive(_ envelope: FromWorker, worker place: Int, socket: Int, life: Int) {
    guard coordinator.isAlive else { return }
    // Some of what was under way when a coordinator died reaches the next one.
    guard life == coordinator.life || generator.below(2) == 0 else { return }
    if coordinator.isPaused {
      return coordinator.deferred.append(
        .toCoordinator(worker: place, socket: socket, life: life, envelope))
    }
    do { try envelope.validate(limits) } catch { return fail("sent what is not valid: \(error)") }
    let connection: Int
    if socket == workers[place].socket {
      if workers[place].connectionLife != coordinator.life
        || coordinator.sockets[workers[place].connection]?.socket != socket
      {
        connectAnew(place, envelope.incarnation)
      }
      connection = workers[place].connection
    } else {
      // The last words of a socket that was replaced come by a connection of their own.
      coordinator.nextConnection += 1
      connection = coordinator.nextConnection
      coordinator.sockets[connection] = (place, socket, envelope.incarnation)
    }
    if isTrueByAccident(envelope) { return }
    trace.add(now, "\(place) -> \(envelope.message.summary)")
    tell(.received(Connection(connection), key: key(of: place), envelope))
  }

  /// Worlds without keys, with one key for all, and with a key for each host take turns.
  private func key(of place: Int) -> String {
    switch options.seed % 3 {
    case 0: ""
    case 1: "key"
    default: "key-\(workers[place].node)"
    }
  }

  /// A lie about a lease that has become the worker's own cannot be distinguished from a result.
  private func isTrueByAccident(_ envelope: FromWorker) -> Bool {
    guard case .done(let completion) = envelope.message,
      completion.report.path.hasPrefix("lies/")
    else { return false }
    return isOwn(completion.lease, of: envelope.incarnation)
  }

  /// True if a life may hold a lease: one of the shard's latest two, or of a copy that is still in force.
  func isOwn(_ lease: Lease, of life: Incarnation) -> Bool {
    let owners = checks.owners[lease.shard.number]
    return [owners.newestOwner, owners.olderOwner].contains(life)
      || coordinator.ledger.find(lease)?.owner == life
  }

  private func connectAnew(_ place: Int, _ incarnation: Incarnation) {
    coordinator.nextConnection += 1
    workers[place].connection = coordinator.nextConnection
    workers[place].connectionLife = coordinator.life
    coordinator.sockets[coordinator.nextConnection] = (
      place, workers[place].socket, incarnation
    )
  }

  func post(_ envelope: FromCoordinator, to connection: Connection) {
    guard let (place, socket, _) = coordinator.sockets[connection.number] else { return }
    guard workers[place].isAlive, workers[place].socket == socket else {
      // The driver hears of a dead peer now and then, not always.
      if generator.below(2) == 0 {
        queue.add(
          .unsent(
            connection: connection.number, life: coordinator.life, grant: envelope.message.granted),
          at: now)
      }
      return
    }
    if !isHealed, workers[place].cutDown { return }
    for delay in delays() {
      queue.add(.toWorker(worker: place, socket: socket, envelope), at: now + delay)
    }
  }

  func arrive(_ envelope: FromCoordinator, worker place: Int, socket: Int) {
    guard workers[place].isAlive, workers[place].socket == socket else { return }
    if workers[place].isPaused {
      return workers[place].deferred.append(
        .toWorker(worker: place, socket: socket, envelope))
    }
    trace.add(now, "\(place) <- \(envelope.message.summary)")
    drive(place, .received(envelope))
    if case .heard = envelope.message, envelope.epoch.number == coordinator.epoch {
      checkAgreement(with: place)
    }
  }

  /// The delays until the copies of a message arrive; empty if it is lost.
  private func delays() -> [Int] {
    let usual = 1 + generator.below(20)
    guard !isHealed else { return [usual] }
    if options.has(.lostMessages), generator.below(1000) < options.lossPerMille { return [] }
    var delays = [usual]
    if options.has(.lateMessages), generator.below(1000) < options.latePerMille {
      delays[0] = usual + generator.below(20_000)
    }
    if options.has(.doubledMessages), generator.below(1000) < options.doublesPerMille {
      delays.append(usual + generator.below(60_000))
    }
    return delays
  }
}

extension WorkerMessage {
  var summary: String {
    switch self {
    case .hello(let hello): "hello, holding \(hello.holding.count)"
    case .heartbeat(let heartbeat):
      "heartbeat \(heartbeat.number), \(heartbeat.leases.map(\.lease.name))"
    case .done(let completion): "done \(completion.lease.name)"
    case .failed(let failure): "failed \(failure.lease.name) \(failure.kind) \(failure.positions)"
    case .goodbye(let goodbye): "goodbye \(goodbye.returned.map(\.name)) \(goodbye.leaving)"
    case .status: "status"
    }
  }
}

extension CoordinatorMessage {
  var granted: Lease? { if case .grant(let grant) = self { grant.lease } else { nil } }

  var summary: String {
    switch self {
    case .grant(let grant):
      "grant \(grant.lease.name) \(grant.narrowed.map { "\($0)" } ?? "") without \(grant.skip)"
    case .acknowledged(let lease): "acknowledged \(lease.name)"
    case .fenced(let lease): "fenced \(lease.name)"
    case .welcome: "welcome"
    case .heard(let number): "heard \(number)"
    default: "\(self)"
    }
  }
}
