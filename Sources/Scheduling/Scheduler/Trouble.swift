/// What is known about a shard that did not just go well; most shards have none.
struct Trouble: Sendable {
  /// Excluded from every grant; ascending.
  var quarantined: [Int] = []
  /// The journal record of the latest quarantine, until it is durable.
  var awaited: Int?
  /// Failures charged to the shard.
  var failures = 0
  /// Hosts on which it failed, was lost, or whose output refused it.
  var failedOn: [Int] = []
  /// Whether only a key that has not failed at it yet may try it next, as long as there is one.
  var needsAnotherKey = false
  /// Renderers and workers that went with it, for whatever reason.
  var losses = 0
  /// Crashes that named no event.
  var unnamed = 0
  /// Holds the event that kills renderers, as far as known.
  var suspects: Range<Int>?
  /// Crashes of the one suspect, alone.
  var alone = 0
  /// Since when one host alone says that an event of it cannot be rendered, or read.
  var aloneSince: Tick?
  /// Hosts with such a crash, in order.
  var crashedOn: [Int] = []
  /// Whether excluded hosts came back to try the one suspect.
  var hasRecalled = false
  /// Hosts that blame an event of it: it crashed there, alone or not.
  var blamedBy: [Int] = []
  /// Hosts on which it hung or crashed: struck when another host renders it, cleared when an event of it
  /// is quarantined.
  var suspectHosts: [Int] = []
  /// Hosts that blamed an event of it which another host then rendered: halves of it are better tried
  /// elsewhere.
  var contradicted: [Int] = []
  /// Not to be granted there while another host can take it.
  var avoid: Int?
  /// Doublings of the back-off.
  var waits = 0
  /// The root that could not be read, and hosts that could not read it.
  var root: String?
  var unreadOn: [Int] = []
  /// Failed reads of one file, by its first position, while its root is well.
  var unreadPosition: Int?
  var reads = 0
  var evidence: [Evidence] = []
  var lastWords = ""

  /// What the next grant is narrowed to.
  var probe: Range<Int>? {
    guard let suspects else { return nil }
    guard suspects.count > 1 else { return suspects }
    return suspects.lowerBound..<(suspects.lowerBound + suspects.count / 2)
  }

  /// Hosts whose key has said enough: another should try what comes next.
  var heard: [Int] {
    if suspects != nil, !crashedOn.isEmpty { return crashedOn }
    if unreadPosition != nil { return unreadOn }
    return needsAnotherKey ? failedOn : []
  }

  /// Hosts that failed at what comes next.
  var tried: [Int] {
    if suspects != nil, !crashedOn.isEmpty { return crashedOn }
    if let suspects, suspects.count > 1, !contradicted.isEmpty { return contradicted }
    if !unreadOn.isEmpty { return unreadOn }
    return avoid.map { [$0] } ?? []
  }

  /// Looks for the culprit elsewhere than before.
  mutating func turn(to part: Range<Int>) {
    suspects = part
    alone = 0
    aloneSince = nil
    crashedOn = []
  }

  /// Keeps the last few.
  mutating func add(_ evidence: Evidence) {
    if self.evidence.count == 8 { self.evidence.removeFirst() }
    self.evidence.append(evidence)
  }

  /// Begins again; what is excluded stays so.
  mutating func clearSuspicion() {
    suspects = nil
    alone = 0
    aloneSince = nil
    crashedOn = []
    hasRecalled = false
    evidence = []
  }

  /// Clears the hosts, and forgets all that was counted: the event that is quarantined was the cause.
  mutating func clear() {
    clearSuspicion()
    blamedBy = []
    suspectHosts = []
    unnamed = 0
    failures = 0
    failedOn = []
    needsAnotherKey = false
    waits = 0
    unreadPosition = nil
    unreadOn = []
    reads = 0
  }
}

extension [Int] {
  /// Adds what is not there yet; returns whether it was not.
  @discardableResult
  mutating func addOnce(_ node: Int) -> Bool {
    if contains(node) { return false }
    append(node)
    return true
  }
}
