/// The hosts that workers run on, and what speaks against them.
///
/// A host is what one key says of itself: the name alone proves nothing, and what one key says counts
/// against the hosts of that key. Numbers are never used again, so that one kept elsewhere never means
/// another host.
struct NodeTable: Sendable {
  struct Node: Sendable {
    var host: String
    /// The key of its workers, `""` without.
    var key: String
    var workers = 0
    var strikes: [Tick] = []
    /// Crashes since something last went well here.
    var crashes = 0
    /// Whether anything ever went well here.
    var hasWorked = false
    /// Whether anything ever failed here, so that a trouble may name it.
    var hasFailed = false
    var excludedUntil: Tick?
    /// Whether it is excluded because other hosts could do what it could not.
    var isOutdone = false
    /// Whether it ever was excluded so.
    var wasOutdone = false

    /// Whether what goes wrong here may be laid to an event.
    var isTrusted: Bool { hasWorked && !wasOutdone }

    /// Its name for people; with its key where there is one.
    var name: String { key.isEmpty ? host : "\(host) (\(key))" }

    fileprivate var isUsable: Bool { workers > 0 && excludedUntil == nil }

    /// Whether nothing would be lost with it.
    fileprivate var isForgettable: Bool {
      workers == 0 && strikes.isEmpty && excludedUntil == nil && !hasFailed
    }
  }

  private struct Name: Hashable {
    var key: String
    var host: String
  }

  private var nodes: [Int: Node] = [:]
  private var byName: [Name: Int] = [:]
  private var next = 0
  /// How many usable hosts each key has; a key without one is not there.
  private var usableByKey: [String: Int] = [:]
  /// Hosts with a worker, and those of them that are excluded.
  private(set) var inUse = 0
  private(set) var excludedInUse = 0

  /// A host; one that was forgotten has neither workers nor a name.
  subscript(place: Int) -> Node { nodes[place] ?? Node(host: "", key: "") }

  var count: Int { nodes.count }

  /// All hosts, in the order in which they came.
  var places: [Int] { nodes.keys.sorted() }

  /// Hosts that have a worker and may get work.
  var usable: Int { inUse - excludedInUse }

  /// How many of some hosts have a worker and may get work.
  func usable(of places: [Int]) -> Int { places.count { self[$0].isUsable } }

  /// Keys that have a host which may get work; 1 where no keys are used.
  var usableKeys: Int { usableByKey.count }

  /// How many keys some hosts belong to.
  func keys(of places: [Int]) -> Int { Set(places.compactMap { nodes[$0]?.key }).count }

  /// The host that a key calls so, as it was known or new; in a full table those without workers are
  /// forgotten first.
  mutating func place(of host: String, key: String, room: Int) -> Int {
    let name = Name(key: key, host: host)
    if let place = byName[name] { return place }
    if count >= room { for other in places where self[other].workers == 0 { forget(other) } }
    let place = next
    next += 1
    nodes[place] = Node(host: host, key: key)
    byName[name] = place
    return place
  }

  private mutating func forget(_ place: Int) {
    byName[Name(key: self[place].key, host: self[place].host)] = nil
    nodes[place] = nil
  }

  mutating func addWorker(_ place: Int) {
    change(place) { $0.workers += 1 }
  }

  /// Takes a worker away; a host that nothing else is known of is forgotten with its last one.
  mutating func removeWorker(_ place: Int) {
    change(place) { $0.workers -= 1 }
    if self[place].isForgettable { forget(place) }
  }

  func isExcluded(_ place: Int) -> Bool { self[place].excludedUntil != nil }

  /// Where it is `outdone` by others, they are why: without them it may be readmitted.
  mutating func exclude(_ place: Int, until tick: Tick, outdone: Bool) {
    guard nodes[place] != nil, !isExcluded(place) else { return }
    change(place) {
      $0.excludedUntil = tick
      $0.isOutdone = outdone
      $0.wasOutdone = $0.wasOutdone || outdone
    }
  }

  mutating func readmit(_ place: Int) {
    guard isExcluded(place) else { return }
    change(place) {
      $0.excludedUntil = nil
      $0.strikes.removeAll()
      $0.crashes = 0
    }
  }

  /// Adds a strike and returns how many fall within `window`.
  mutating func strike(_ place: Int, at tick: Tick, window: Span) -> Int {
    nodes[place]?.strikes.removeAll { $0 + window < tick }
    nodes[place]?.strikes.append(tick)
    return self[place].strikes.count
  }

  mutating func failed(_ place: Int) { nodes[place]?.hasFailed = true }

  mutating func crashed(_ place: Int) -> Int {
    nodes[place]?.crashes += 1
    return self[place].crashes
  }

  /// A renderer got on: the host's crashes do not come one upon the other.
  mutating func gotOn(_ place: Int) { nodes[place]?.crashes = 0 }

  mutating func worked(_ place: Int) {
    nodes[place]?.crashes = 0
    nodes[place]?.hasWorked = true
  }

  /// Changes a host and all that is counted of it.
  private mutating func change(_ place: Int, _ body: (inout Node) -> Void) {
    guard var node = nodes[place] else { return }
    count(node, by: -1)
    body(&node)
    count(node, by: 1)
    nodes[place] = node
  }

  private mutating func count(_ node: Node, by step: Int) {
    guard node.workers > 0 else { return }
    inUse += step
    if !node.isUsable {
      excludedInUse += step
      return
    }
    let usable = usableByKey[node.key, default: 0] + step
    usableByKey[node.key] = usable == 0 ? nil : usable
  }
}
