/// Clips of one recording whose windows are nearly the same, under different labels.
struct NearRepeats {
  /// Clips that overlap a clip of another event and label of their recording by more than half of the shorter window;
  /// each with one such clip.
  private(set) var found = FirstPairs()

  /// Searches the clips with a stated origin.
  init(_ clips: [ClipRecord]) {
    let order = clips.indices.filter { clips[$0].traits.contains(.hasOrigin) }
      .map { UInt32($0) }.sorted {
        let (one, two) = (clips[Int($0)], clips[Int($1)])
        return (one.recording, one.start, $0) < (two.recording, two.start, $1)
      }
    var start = 0
    while start < order.count {
      let recording = clips[Int(order[start])].recording
      var end = start + 1
      while end < order.count, clips[Int(order[end])].recording == recording { end += 1 }
      take(Timeline(order[start..<end].map { Int($0) }, of: clips))
      start = end
    }
  }

  private mutating func take(_ timeline: Timeline) {
    for place in timeline.order.indices {
      if let other = timeline.neighbour(of: place) {
        found.add(timeline.order[place], timeline.order[other])
      }
    }
  }
}

/// The clips of one recording in the order of their starts.
private struct Timeline {
  let order: [Int]
  private let clips: [ClipRecord]
  /// The place of the next clip behind, and the last before, that has another label; one past the ends if there is
  /// none.
  private var nextOther: [Int]
  private var lastOther: [Int]
  private let longest: Int

  init(_ order: [Int], of clips: [ClipRecord]) {
    self.order = order
    self.clips = order.map { clips[$0] }
    nextOther = [Int](repeating: order.count, count: order.count)
    lastOther = [Int](repeating: -1, count: order.count)
    longest = self.clips.map { Int($0.frames) }.max() ?? 0
    for place in self.clips.indices.dropFirst() {
      let isSame = self.clips[place].label == self.clips[place - 1].label
      lastOther[place] = isSame ? lastOther[place - 1] : place - 1
    }
    for place in self.clips.indices.dropLast().reversed() {
      let isSame = self.clips[place].label == self.clips[place + 1].label
      nextOther[place] = isSame ? nextOther[place + 1] : place + 1
    }
  }

  /// A clip of another event and label whose window overlaps by more than half.
  func neighbour(of place: Int) -> Int? {
    let clip = clips[place]
    var other = nextOther[place]
    while other < clips.count, clips[other].start < clip.start + Int(clip.frames) {
      if clips[other].label == clip.label {
        other = nextOther[other]
        continue
      }
      if isNear(clip, clips[other]) { return other }
      other += 1
    }
    other = lastOther[place]
    while other >= 0, clips[other].start + longest > clip.start {
      if clips[other].label == clip.label {
        other = lastOther[other]
        continue
      }
      if isNear(clip, clips[other]) { return other }
      other -= 1
    }
    return nil
  }

  private func isNear(_ one: ClipRecord, _ two: ClipRecord) -> Bool {
    let shared =
      min(one.start + Int(one.frames), two.start + Int(two.frames)) - max(one.start, two.start)
    return one.event != two.event && 2 * shared > Int(min(one.frames, two.frames))
  }
}
