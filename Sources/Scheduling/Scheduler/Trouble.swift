/// The record of a shard with failures; most shards have none.
struct Trouble: Sendable {
  /// Skipped in every grant; ascending.
  var quarantined: [Int] = []
  /// The journal record of the latest quarantine, until it is durable.
  var awaited: Int?
  /// Failures that are the shard's own.
  var failures = 0
  /// Hosts on which it failed, was lost, or whose output refused it.
  var failedOn: [Int] = []
  /// True if only a key that has not failed at it yet may try it next, as long as there is one.
  var needsAnotherKey = false
  /// Renderers and workers that were lost with it, for any reason.
  var losses = 0
  /// Crashes that named no event.
  var unnamed = 0
  /// The range with the event that kills renderers, as far as known.
  var suspects: Range<Int>?
  /// Crashes of the only suspect, alone.
  var alone = 0
  /// The time since which one host alone says that one of its events cannot be rendered or read.
  var aloneSince: Tick?
  /// Hosts with such a crash, in order.
  var crashedOn: [Int] = []
  /// True if excluded hosts came back to try the only suspect.
  var hasRecalled = false
  /// Hosts that blame one of its events: it crashed there, alone or not.
  var blamedBy: [Int] = []
  /// Hosts on which it hung or crashed: they get a strike if another host renders it, and are cleared if one of its
  /// events is quarantined.
  var suspectHosts: [Int] = []
  /// Hosts that blamed one of its events, which another host then rendered: better try halves of it elsewhere.
  var contradicted: [Int] = []
  /// A host that does not get it while another host can take it.
  var avoid: Int?
  /// Number of times that the back-off was doubled.
  var waits = 0
  /// The root that could not be read, and hosts that could not read it.
  var root: String?
  var unreadOn: [Int] = []
  /// The file that could not be read, by its first position, with the number of failed reads, while its root is
  /// readable.
  var unreadPosition: Int?
  var reads = 0
  var evidence: [Evidence] = []
  var lastWords = ""

  /// The range to which the next grant is narrowed.
  var probe: Range<Int>? {
    guard let suspects else { return nil }
    guard suspects.count > 1 else { return suspects }
    return suspects.lowerBound..<(suspects.lowerBound + suspects.count / 2)
  }

  /// Hosts whose key has said enough: another key should try the next grant.
  var heard: [Int] {
    if suspects != nil, !crashedOn.isEmpty { return crashedOn }
    if unreadPosition != nil { return unreadOn }
    return needsAnotherKey ? failedOn : []
  }

  /// Hosts that failed at the next grant's part.
  var tried: [Int] {
    if suspects != nil, !crashedOn.isEmpty { return crashedOn }
    if let suspects, suspects.count > 1, !contradicted.isEmpty { return contradicted }
    if !unreadOn.isEmpty { return unreadOn }
    return avoid.map { [$0] } ?? []
  }

  /// Looks for the culprit in another part.
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

  /// Begins the search again; quarantined events stay quarantined.
  mutating func clearSuspicion() {
    suspects = nil
    alone = 0
    aloneSince = nil
    crashedOn = []
    hasRecalled = false
    evidence = []
  }

  /// Clears the hosts, and forgets all counts: the quarantined event was the cause.
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
  /// Adds an element that is not there yet; returns true if it was added.
  @discardableResult
  mutating func addOnce(_ node: Int) -> Bool {
    if contains(node) { return false }
    append(node)
    return true
  }
}
