/// The future events of a world, earliest first; equal times in the order of scheduling.
///
/// The heap holds numbers alone: moving messages about in it took half of a large world's time.
struct EventQueue<Happening> {
  private struct Entry {
    var time: Int
    var sequence: Int
    var place: Int

    func precedes(_ other: Entry) -> Bool {
      time != other.time ? time < other.time : sequence < other.sequence
    }
  }

  private var entries: [Entry] = []
  private var happenings: [Happening?] = []
  private var free: [Int] = []
  private var sequence = 0

  mutating func add(_ happening: Happening, at time: Int) {
    sequence += 1
    let place: Int
    if let reused = free.popLast() {
      place = reused
      happenings[place] = happening
    } else {
      place = happenings.count
      happenings.append(happening)
    }
    entries.append(Entry(time: time, sequence: sequence, place: place))
    rise()
  }

  mutating func popFirst() -> (time: Int, happening: Happening)? {
    guard let first = entries.first, let happening = happenings[first.place].take() else {
      return nil
    }
    free.append(first.place)
    let last = entries.removeLast()
    if !entries.isEmpty {
      entries[0] = last
      sink()
    }
    return (first.time, happening)
  }

  private mutating func rise() {
    entries.withUnsafeMutableBufferPointer { entries in
      var child = entries.count - 1
      while child > 0 {
        let parent = (child - 1) / 4
        guard entries[child].precedes(entries[parent]) else { return }
        entries.swapAt(child, parent)
        child = parent
      }
    }
  }

  private mutating func sink() {
    entries.withUnsafeMutableBufferPointer { entries in
      var parent = 0
      while true {
        var least = parent
        var child = 4 * parent + 1
        let end = min(child + 4, entries.count)
        while child < end {
          if entries[child].precedes(entries[least]) { least = child }
          child += 1
        }
        guard least != parent else { return }
        entries.swapAt(parent, least)
        parent = least
      }
    }
  }
}
