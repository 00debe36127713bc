package import Dataset
import JSON

/// An object from name to count, by the names' bytes.
extension NameCounts: Codable {
  /// The most names that are read, and the largest count: sums of such counts stay within an integer.
  private static let readLimit = 1 << 20
  static let countLimit = 1 << 40

  package init(from decoder: any Decoder) throws {
    self.init(limit: .max)
    do {
      for (name, count) in try OrderedFields<Int>(from: decoder).fields {
        guard (0...Self.countLimit).contains(count), distinct < Self.readLimit else {
          throw JSONExpectation("an object of counts")
        }
        add(name, count: count - self[name])  // of equal keys the last counts
      }
    } catch is JSONError {
      throw JSONExpectation("an object of counts")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    try OrderedFields(byName.map { ($0.name, $0.count) }).encode(to: encoder)
  }
}
