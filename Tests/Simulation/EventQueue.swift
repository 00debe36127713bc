import Scheduling

/// What is to happen in a world, earliest first; equal times in the order of asking.
struct EventQueue<Happening> {
  private struct Entry {
    var time: Int
    var sequence: Int
    var happening: Happening

    func precedes(_ other: Entry) -> Bool {
      time != other.time ? time < other.time : sequence < other.sequence
    }
  }

  private var entries: [Entry] = []
  private var sequence = 0

  var isEmpty: Bool { entries.isEmpty }
  var count: Int { entries.count }

  mutating func add(_ happening: Happening, at time: Int) {
    sequence += 1
    entries.append(Entry(time: time, sequence: sequence, happening: happening))
    var child = entries.count - 1
    while child > 0 {
      let parent = (child - 1) / 4
      guard entries[child].precedes(entries[parent]) else { return }
      entries.swapAt(child, parent)
      child = parent
    }
  }

  mutating func popFirst() -> (time: Int, happening: Happening)? {
    guard let first = entries.first else { return nil }
    let last = entries.removeLast()
    if !entries.isEmpty {
      entries[0] = last
      sink()
    }
    return (first.time, first.happening)
  }

  private mutating func sink() {
    var parent = 0
    while true {
      var least = parent
      let children = (4 * parent + 1)..<min(4 * parent + 5, max(entries.count, 4 * parent + 1))
      for child in children where entries[child].precedes(entries[least]) { least = child }
      guard least != parent else { return }
      entries.swapAt(parent, least)
      parent = least
    }
  }
}
