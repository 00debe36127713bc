import Dataset

/// Numbers the classes: those of a taxonomy first, then the others as their labels first appear.
struct ClassTable {
  private(set) var labels: [Text] = []
  /// Of each class.
  private(set) var clips: [SplitEvents] = []
  private var numbers: [Text: Int] = [:]

  /// Starts with the labels that have a number already.
  init(_ labels: [Text] = []) {
    for label in labels { note(label) }
  }

  /// The number of the label's class.
  @discardableResult
  mutating func note(_ label: Text) -> Int {
    if let number = numbers[label] { return number }
    let number = labels.count
    numbers[label] = number
    labels.append(label)
    clips.append(SplitEvents())
    return number
  }

  /// Counts a clip of the class of this number.
  mutating func addClip(_ number: Int, _ split: Split) { clips[number].add(split) }
}
