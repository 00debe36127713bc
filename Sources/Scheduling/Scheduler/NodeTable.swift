/// The hosts that workers run on, and what speaks against them.
struct NodeTable: Sendable {
  struct Node: Sendable {
    var host: String
    var workers = 0
    var strikes: [Tick] = []
    /// Crashes since something last went well here.
    var crashes = 0
    /// Whether anything ever went well here.
    var hasWorked = false
    var excludedUntil: Tick?
    /// Whether it is excluded because other hosts could do what it could not.
    var isOutdone = false
    /// Whether it ever was excluded so.
    var wasOutdone = false

    /// Whether what goes wrong here may be laid to an event.
    var isTrusted: Bool { hasWorked && !wasOutdone }
  }

  private(set) var nodes: [Node] = []
  private var byHost: [String: Int] = [:]
  /// Hosts with a worker, and those of them that are excluded.
  private(set) var inUse = 0
  private(set) var excludedInUse = 0

  subscript(place: Int) -> Node { nodes[place] }

  var count: Int { nodes.count }

  /// Hosts that have a worker and may get work.
  var usable: Int { inUse - excludedInUse }

  /// How many of some hosts have a worker and may get work.
  func usable(of places: [Int]) -> Int {
    places.count { nodes[$0].workers > 0 && !isExcluded($0) }
  }

  mutating func place(of host: String) -> Int {
    if let place = byHost[host] { return place }
    nodes.append(Node(host: host))
    byHost[host] = nodes.count - 1
    return nodes.count - 1
  }

  mutating func addWorker(_ place: Int) {
    nodes[place].workers += 1
    if nodes[place].workers == 1 {
      inUse += 1
      if isExcluded(place) { excludedInUse += 1 }
    }
  }

  mutating func removeWorker(_ place: Int) {
    nodes[place].workers -= 1
    if nodes[place].workers == 0 {
      inUse -= 1
      if isExcluded(place) { excludedInUse -= 1 }
    }
  }

  func isExcluded(_ place: Int) -> Bool { nodes[place].excludedUntil != nil }

  /// Where it is `outdone` by others, they are why: without them it may be readmitted.
  mutating func exclude(_ place: Int, until tick: Tick, outdone: Bool) {
    guard !isExcluded(place) else { return }
    nodes[place].excludedUntil = tick
    nodes[place].isOutdone = outdone
    nodes[place].wasOutdone = nodes[place].wasOutdone || outdone
    if nodes[place].workers > 0 { excludedInUse += 1 }
  }

  mutating func readmit(_ place: Int) {
    guard isExcluded(place) else { return }
    nodes[place].excludedUntil = nil
    nodes[place].strikes.removeAll()
    nodes[place].crashes = 0
    if nodes[place].workers > 0 { excludedInUse -= 1 }
  }

  /// Adds a strike and returns how many fall within `window`.
  mutating func strike(_ place: Int, at tick: Tick, window: Span) -> Int {
    nodes[place].strikes.removeAll { $0 + window < tick }
    nodes[place].strikes.append(tick)
    return nodes[place].strikes.count
  }

  mutating func crashed(_ place: Int) -> Int {
    nodes[place].crashes += 1
    return nodes[place].crashes
  }

  mutating func worked(_ place: Int) {
    nodes[place].crashes = 0
    nodes[place].hasWorked = true
  }
}
