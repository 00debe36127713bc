import Dataset

/// Numbers the classes: those of a taxonomy first, then the others as their labels first appear.
struct ClassTable {
  private(set) var labels: [Text] = []
  private var numbers: [Text: Int] = [:]

  /// Starts with the labels that have a number already.
  init(_ labels: [Text] = []) {
    for label in labels { note(label) }
  }

  mutating func note(_ label: Text) {
    if numbers[label] == nil {
      numbers[label] = labels.count
      labels.append(label)
    }
  }
}
