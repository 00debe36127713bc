import CXXHash

/// The XXH3-128 digest of a file or a range, as the bundle states it: 32 hexadecimal digits.
package struct ContentDigest: Hashable, Sendable, CustomStringConvertible {
  package let high: UInt64
  package let low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  package init(of bytes: UnsafeRawBufferPointer) {
    let hash = XXH3_128bits(bytes.baseAddress, bytes.count)
    self.init(high: hash.high64, low: hash.low64)
  }

  package init(of bytes: [UInt8]) {
    self = bytes.withUnsafeBytes { ContentDigest(of: $0) }
  }

  /// Takes 32 hexadecimal digits; nil for anything else.
  package init?(_ hex: some StringProtocol) {
    var text = String(hex)
    guard let digest = text.withUTF8({ Self(hexadecimal: UnsafeRawBufferPointer($0)) }) else {
      return nil
    }
    self = digest
  }

  /// The same for borrowed digits.
  package init?(hexadecimal digits: UnsafeRawBufferPointer) {
    guard digits.count == 32,
      let high = UInt64(hexadecimal: UnsafeRawBufferPointer(rebasing: digits[..<16])),
      let low = UInt64(hexadecimal: UnsafeRawBufferPointer(rebasing: digits[16...]))
    else { return nil }
    self.init(high: high, low: low)
  }

  package var description: String { high.hexadecimal + low.hexadecimal }
}

/// The record of a digest is its 32 digits.
extension ContentDigest: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let digest = Self(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "32 hexadecimal digits are expected")
    }
    self = digest
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// An XXH3-128 digest that takes its input piece by piece.
package struct ContentHash: ~Copyable {
  private let state: OpaquePointer

  package init() {
    guard let state = XXH3_createState(), XXH3_128bits_reset(state) == XXH_OK else {
      preconditionFailure("no memory for an XXH3 state")
    }
    self.state = state
  }

  deinit { XXH3_freeState(state) }

  /// Adds the next bytes; the digest does not depend on how they are cut into pieces.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    let result = XXH3_128bits_update(state, bytes.baseAddress, bytes.count)
    precondition(result == XXH_OK, "xxHash refused to hash \(bytes.count) bytes")
  }

  /// The digest of all bytes so far; more may follow.
  package borrowing func digest() -> ContentDigest {
    let hash = XXH3_128bits_digest(state)
    return ContentDigest(high: hash.high64, low: hash.low64)
  }
}

/// The 64-bit XXH3 of `bytes`, chained on `seed`: the checksum of journal records.
package func checksum(of bytes: [UInt8], seed: UInt64) -> UInt64 {
  bytes.withUnsafeBytes { XXH3_64bits_withSeed($0.baseAddress, $0.count, seed) }
}
