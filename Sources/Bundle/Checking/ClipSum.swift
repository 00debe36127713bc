import Dataset

/// All clips of a bundle by path and size, added in any order: equal sums mean equal clips.
package struct ClipSum: Hashable, Sendable {
  /// Clips.
  package private(set) var count = 0
  /// The sum of the XXH3-64 digests of their paths, each seeded with its size, without carry beyond 64 bits.
  private var digests: UInt64 = 0

  /// The sum of no clips.
  package init() {}

  /// Adds a clip: its path relative to the bundle, and its size in bytes.
  package mutating func add(_ path: [UInt8], size: Int) {
    count += 1
    digests &+= checksum(of: path, seed: UInt64(bitPattern: Int64(size)))
  }

  /// Adds all clips of another sum.
  package mutating func add(_ other: ClipSum) {
    count += other.count
    digests &+= other.digests
  }
}

/// The record of a sum is the number and 16 hexadecimal digits.
extension ClipSum: Codable {
  private enum CodingKeys: String, CodingKey {
    case count
    case digests
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    count = try container.decode(Int.self, forKey: .count)
    let digits = Array(try container.decode(String.self, forKey: .digests).utf8)
    guard digits.count == 16,
      let digests = digits.withUnsafeBytes({ UInt64(hexadecimal: $0) })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .digests, in: container, debugDescription: "16 hexadecimal digits are expected")
    }
    self.digests = digests
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(count, forKey: .count)
    try container.encode(digests.hexadecimal, forKey: .digests)
  }
}
