import Dataset

/// Numbers the classes: those of a taxonomy first, then the others in order of first appearance.
struct ClassTable {
  private(set) var labels: [Text] = []
  /// Clips of each class.
  private(set) var clips: [SplitEvents] = []
  private var numbers: [Text: Int] = [:]

  /// Begins with the labels that already have a number.
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
