/// The workers that said hello, in reusable places.
struct WorkerTable: Sendable {
  struct Worker: Sendable {
    var hello: Hello
    var incarnation: Incarnation
    var key: String
    var node: Int
    var connection: Connection?
    /// Slots of its leases, in the order of granting.
    var leases: [Int] = []
    var lastHeard: Tick
    /// The number of its newest heartbeat.
    var heartbeat = 0
    var shardsDone = 0
    var eventsDone = 0
    var rateSince: Tick
    var rateEvents = 0
    var rate = 0.0
    var leaving = false
    /// True if it is in the queue of those that want work.
    var inLine = false
    var generation: UInt32 = 0
    var known = true
  }

  private(set) var workers: [Worker] = []
  private var free: [Int] = []
  private var byIncarnation: [Incarnation: Int] = [:]
  private var byConnection: [Connection: Int] = [:]
  private(set) var count = 0
  /// Slots of all workers that take work.
  var slots = 0

  subscript(place: Int) -> Worker {
    _read { yield workers[place] }
    _modify { yield &workers[place] }
  }

  var places: Range<Int> { workers.indices }

  func place(of incarnation: Incarnation) -> Int? { byIncarnation[incarnation] }

  func place(at connection: Connection) -> Int? { byConnection[connection] }

  mutating func add(_ worker: Worker) -> Int {
    count += 1
    slots += worker.hello.slots
    let place: Int
    if let reused = free.popLast() {
      let generation = workers[reused].generation
      workers[reused] = worker
      workers[reused].generation = generation
      place = reused
    } else {
      workers.append(worker)
      place = workers.count - 1
    }
    byIncarnation[worker.incarnation] = place
    if let connection = worker.connection { byConnection[connection] = place }
    return place
  }

  mutating func bind(_ place: Int, to connection: Connection) {
    if let old = workers[place].connection { byConnection[old] = nil }
    if let other = byConnection[connection], other != place { workers[other].connection = nil }
    workers[place].connection = connection
    byConnection[connection] = place
  }

  mutating func unbind(_ place: Int) {
    if let old = workers[place].connection { byConnection[old] = nil }
    workers[place].connection = nil
  }

  mutating func remove(_ place: Int) {
    precondition(workers[place].known && workers[place].leases.isEmpty, "a worker leaves once")
    unbind(place)
    byIncarnation[workers[place].incarnation] = nil
    workers[place].known = false
    workers[place].generation &+= 1
    if !workers[place].leaving { slots -= workers[place].hello.slots }
    free.append(place)
    count -= 1
  }
}
