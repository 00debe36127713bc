/// The hosts on which workers run, and the evidence against them.
///
/// A host is identified by a key and a name: the name alone proves nothing, and the word of one key counts against
/// the hosts of that key. Numbers are never used again, so that a number kept elsewhere never means another host.
struct NodeTable: Sendable {
  struct Node: Sendable {
    var host: String
    /// The key of its workers, `""` if they have none.
    var key: String
    var workers = 0
    var strikes: [Tick] = []
    /// Crashes since the last success here.
    var crashes = 0
    /// True if anything ever succeeded here.
    var hasWorked = false
    /// True if anything ever failed here, so that a trouble may name it.
    var hasFailed = false
    var excludedUntil: Tick?
    /// True if it is excluded because other hosts succeeded where it failed.
    var isOutdone = false
    /// True if it was ever excluded for that reason.
    var wasOutdone = false

    /// True if a failure here may be blamed on an event.
    var isTrusted: Bool { hasWorked && !wasOutdone }

    /// Its name for people, with its key if there is one.
    var name: String { key.isEmpty ? host : "\(host) (\(key))" }

    fileprivate var isUsable: Bool { workers > 0 && excludedUntil == nil }

    /// True if nothing would be lost with it.
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
  /// Number of usable hosts of each key; a key without one has no entry.
  private var usableByKey: [String: Int] = [:]
  /// Hosts with a worker, and the number of them that are excluded.
  private(set) var inUse = 0
  private(set) var excludedInUse = 0

  /// A host; a forgotten one has neither workers nor a name.
  subscript(place: Int) -> Node { nodes[place] ?? Node(host: "", key: "") }

  var count: Int { nodes.count }

  /// All hosts, in the order of their arrival.
  var places: [Int] { nodes.keys.sorted() }

  /// Number of hosts that have a worker and may get work.
  var usable: Int { inUse - excludedInUse }

  /// Number of some hosts that have a worker and may get work.
  func usable(of places: [Int]) -> Int { places.count { self[$0].isUsable } }

  /// Number of keys with a host that may get work; 1 if no keys are used.
  var usableKeys: Int { usableByKey.count }

  /// Number of keys to which some hosts belong.
  func keys(of places: [Int]) -> Int { Set(places.compactMap { nodes[$0]?.key }).count }

  /// The known or new host of this name and key; in a full table those without workers are forgotten first.
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

  /// Removes a worker; a host with no other record is forgotten with its last one.
  mutating func removeWorker(_ place: Int) {
    change(place) { $0.workers -= 1 }
    if self[place].isForgettable { forget(place) }
  }

  func isExcluded(_ place: Int) -> Bool { self[place].excludedUntil != nil }

  /// Excludes a host; if it is `outdone` by others, it may be readmitted when they are gone.
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

  /// Adds a strike and returns the number of strikes within `window`.
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

  /// A renderer made progress: the host's crashes are not in a row.
  mutating func gotOn(_ place: Int) { nodes[place]?.crashes = 0 }

  mutating func worked(_ place: Int) {
    nodes[place]?.crashes = 0
    nodes[place]?.hasWorked = true
  }

  /// Changes a host and the counts that depend on it.
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
