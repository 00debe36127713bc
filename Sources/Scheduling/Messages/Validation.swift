import Dataset

/// The fault of a message that decoded; such a message is dropped and counted.
package struct MessageFault: Error, Hashable, CustomStringConvertible {
  package let words: String

  package var description: String { words }

  static func check(_ condition: Bool, _ words: @autoclosure () -> String) throws(MessageFault) {
    if !condition { throw MessageFault(words: words()) }
  }
}

extension FromWorker {
  /// Checks every length, count and range against `limits`; throws the first fault.
  package func validate(_ limits: Limits = Limits()) throws(MessageFault) {
    try MessageFault.check(version == protocolVersion, "protocol version \(version)")
    switch message {
    case .hello(let hello): try hello.validate(limits)
    case .heartbeat(let heartbeat): try heartbeat.validate(limits)
    case .done(let completion): try completion.validate(limits)
    case .failed(let failure): try failure.validate(limits)
    case .goodbye(let goodbye):
      try MessageFault.check(
        goodbye.returned.count <= limits.leasesPerWorker, "too many leases returned")
      for lease in goodbye.returned { try lease.validate() }
    case .status: break
    }
  }
}

extension FromCoordinator {
  /// Checks every length, count and range against `limits`; throws the first fault.
  package func validate(_ limits: Limits = Limits()) throws(MessageFault) {
    try MessageFault.check(version == protocolVersion, "protocol version \(version)")
    try MessageFault.check(epoch.number >= 1, "epoch \(epoch.number)")
    switch message {
    case .prove(let job):
      try job.validate(limits)
    case .welcome(let welcome):
      try welcome.job.validate(limits)
      let periods = [welcome.heartbeat, welcome.eventDeadline]
      try MessageFault.check(
        periods.allSatisfy { (1...86_400_000).contains($0.milliseconds) }, "a period out of range")
    case .grant(let grant): try grant.validate(limits)
    case .acknowledged(let lease), .fenced(let lease): try lease.validate()
    case .refused(let refusal):
      try MessageFault.check(refusal.words.utf8.count <= limits.textBytes, "words too long")
    case .unknown, .drain, .finished, .heard: break
    }
  }
}

extension Limits {
  /// The most leases that one worker can hold.
  var leasesPerWorker: Int { slotsPerWorker + prefetch }
}

extension Hello {
  func validate(_ limits: Limits) throws(MessageFault) {
    try MessageFault.check(!worker.isEmpty && !host.isEmpty, "a worker without name or host")
    for word in [worker, host, build] {
      try MessageFault.check(
        word.utf8.count <= limits.wordBytes && word.isFreeOfControls,
        "a name too long or unprintable")
    }
    for text in [libraries, log] {
      try MessageFault.check(
        text.utf8.count <= limits.textBytes && text.isFreeOfControls,
        "a text too long or unprintable")
    }
    try MessageFault.check((1...limits.slotsPerWorker).contains(slots), "\(slots) slots")
    try MessageFault.check((0...Int(Int32.max)).contains(pid), "pid \(pid)")
    try MessageFault.check(holding.count <= limits.leasesPerWorker, "too many leases held")
    for held in holding {
      try held.lease.validate()
      try MessageFault.check((0...limits.positions).contains(held.skipped), "skipped")
    }
    try proof?.validate(limits)
  }
}

extension Proof {
  func validate(_ limits: Limits) throws(MessageFault) {
    for word in [run, options, manifestSHA256] {
      try MessageFault.check(
        word.utf8.count <= limits.wordBytes && word.isFreeOfControls,
        "a proof too long or unprintable")
    }
    try MessageFault.check(manifestSize >= 0, "manifest size \(manifestSize)")
    try MessageFault.check(emptyRoots.count <= limits.examples, "too many empty roots")
    for root in emptyRoots {
      try MessageFault.check(root.utf8.count <= limits.textBytes, "a root too long")
    }
  }
}

extension Heartbeat {
  func validate(_ limits: Limits) throws(MessageFault) {
    try MessageFault.check(number >= 0, "heartbeat \(number)")
    try MessageFault.check((0...limits.slotsPerWorker).contains(freeSlots), "free slots")
    try MessageFault.check(leases.count <= limits.leasesPerWorker, "too many leases")
    for progress in leases {
      try progress.lease.validate()
      try MessageFault.check(
        (0...Int(Int32.max)).contains(progress.events) && progress.beat >= 0, "progress")
      let gains = progress.gains ?? Gains()
      try MessageFault.check(
        [gains.clips, gains.skipped].allSatisfy { (0...Int(Int32.max)).contains($0) }, "gains")
    }
  }
}

extension Completion {
  func validate(_ limits: Limits) throws(MessageFault) {
    try lease.validate()
    try report.validate(limits)
    try MessageFault.check(
      counts.figures.allSatisfy { (0...Tally.most).contains($0) }, "a count out of range")
    try MessageFault.check(
      counts.totalEvents == counts.slicedEvents + counts.skippedTotal,
      "events are sliced or skipped")
    try MessageFault.check(
      counts.valSliced.map { $0 <= counts.slicedEvents } != false, "more events in val than sliced")
    try MessageFault.check(counts.sources.count <= Tally.sourcesPerMessage, "too many source sets")
    try MessageFault.check(
      counts.sources.allSatisfy { $0.name.bytes.count <= limits.wordBytes },
      "a source set's name too long")
    try MessageFault.check((0...limits.positions).contains(skipped), "skipped")
  }
}

extension Tally {
  /// Sums of a million shards stay within 64 bits.
  static let most = 1 << 40

  fileprivate var figures: [Int] {
    [
      totalEvents, slicedEvents, valSliced ?? 0, trainClips, valClips, trainFrames, valFrames,
      duplicates,
      invalidValues, caseTwins,
    ]
      + SkipReason.allCases.map { skipped[$0] ?? 0 }
      + sources.flatMap { [$0.events, $0.clips, $0.frames] }
  }
}

extension FileStamp {
  /// Checks for a relative path of plain components, a plausible size, and a digest of 64 digits.
  package func validate(_ limits: Limits = Limits()) throws(MessageFault) {
    let bytes = path.utf8.count
    try MessageFault.check(
      (1...limits.wordBytes).contains(bytes), "a report path of \(bytes) bytes")
    try MessageFault.check(path.isFreeOfControls, "an unprintable report path")
    let plain = path.utf8.split(separator: 0x2F, omittingEmptySubsequences: false)
      .allSatisfy { part in
        !part.isEmpty && !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8)
      }
    try MessageFault.check(plain, "a report path that is absolute or has empty, . or .. parts")
    try MessageFault.check((1...Tally.most).contains(size), "a report of \(size) bytes")
    try MessageFault.check(
      sha256.isHexadecimal(digits: 64), "a digest that is not 64 lower-case hexadecimal digits")
  }
}

extension Failure {
  func validate(_ limits: Limits) throws(MessageFault) {
    try lease.validate()
    try MessageFault.check(positions.count <= limits.positions, "too many positions")
    try MessageFault.check(
      positions.allSatisfy { (0..<Int(Int32.max)).contains($0) }, "a position out of range")
    try MessageFault.check(ordinal.map { $0 >= 1 } ?? true, "an ordinal below 1")
    try MessageFault.check(signal.map { (1...128).contains($0) } ?? true, "a signal out of range")
    try MessageFault.check(
      events.map { (0...Int(Int32.max)).contains($0) } ?? true, "events out of range")
    let root = root ?? ""
    try MessageFault.check(
      root.utf8.count <= limits.textBytes && root.isFreeOfControls, "a root too long or unprintable"
    )
    try MessageFault.check(words.utf8.count <= limits.textBytes, "words too long")
  }
}

extension Job {
  func validate(_ limits: Limits) throws(MessageFault) {
    try MessageFault.check(
      description.utf8.count <= limits.messageBytes, "a job description too long")
  }
}

extension Grant {
  func validate(_ limits: Limits) throws(MessageFault) {
    try lease.validate()
    try adopts?.validate()
    try MessageFault.check(skip.count <= limits.positions, "too many positions")
    try MessageFault.check(skip.allSatisfy { $0 >= 0 }, "a negative position")
    try MessageFault.check(
      zip(skip, skip.dropFirst()).allSatisfy { $0 < $1 }, "positions that do not ascend")
    try MessageFault.check(
      narrowed.map { $0.lowerBound >= 0 && !$0.isEmpty } ?? true, "an empty part of a shard")
    guard let row else { throw MessageFault(words: "a grant without plan row") }
    try MessageFault.check(row.offset >= 0 && row.length > 0, "a plan row out of range")
    try MessageFault.check(row.digest.utf8.count <= 128, "a digest too long")
  }
}

extension Lease {
  func validate() throws(MessageFault) {
    try MessageFault.check((0..<Int(Int32.max)).contains(shard.number), "a shard out of range")
    try MessageFault.check(epoch.number >= 1, "an epoch below 1")
    try MessageFault.check((1...Int(UInt16.max)).contains(attempt), "an attempt out of range")
  }
}
