/// The limits of a page's server; times in milliseconds.
struct WebLimits: Hashable, Sendable {
  /// Connections at once; a further one takes the place of the one that waits longest.
  var connections = 128
  /// Connections accepted in a moment, and its length, so that a flood takes little of a CPU.
  var connectionsPerMoment = 16
  var moment = 10
  /// For the whole head of a request, however it trickles.
  var head = 5_000
  /// For the whole answer.
  var answer = 30_000
  /// For a client to hang up after an answer to a request that was not read to its end.
  var farewell = 1_000
  /// Bytes that are read, and thrown away, in that time.
  var farewellBytes = 1 << 18
  /// After an accept that failed, for want of descriptors.
  var breath = 100
}
