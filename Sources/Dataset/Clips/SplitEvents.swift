/// The number of events with a session in each split.
package struct SplitEvents: Hashable, Sendable, Codable {
  package var train: Int
  package var val: Int

  package init(train: Int = 0, val: Int = 0) {
    self.train = train
    self.val = val
  }

  /// Counts one event.
  package mutating func add(_ split: Split) {
    switch split {
    case .train: train += 1
    case .val: val += 1
    }
  }

  package static func + (left: Self, right: Self) -> Self {
    Self(train: left.train + right.train, val: left.val + right.val)
  }

  package static func - (left: Self, right: Self) -> Self {
    Self(train: left.train - right.train, val: left.val - right.val)
  }
}
