import CCrypto

/// The SHA-1 digest of some bytes: names and splits are derived from it, but no secret depends on it.
package struct SHA1: Hashable, Sendable {
  /// 20 bytes.
  package let bytes: [UInt8]

  /// libcrypto's algorithm, looked up once: each look-up costs more than the digest of a short text.
  private static let algorithm = Algorithm()

  /// Safe to share because libcrypto never changes an algorithm that it has returned.
  private struct Algorithm: @unchecked Sendable {
    let pointer: OpaquePointer

    init() {
      guard let pointer = EVP_MD_fetch(nil, "SHA1", nil) else {
        preconditionFailure("libcrypto offers no SHA-1")
      }
      self.pointer = pointer
    }
  }

  package init(of data: [UInt8]) {
    var digest = [UInt8](repeating: 0, count: 20)
    let done = data.withUnsafeBytes {
      EVP_Digest($0.baseAddress, $0.count, &digest, nil, Self.algorithm.pointer, nil)
    }
    precondition(done == 1, "libcrypto refused to hash \(data.count) bytes")
    bytes = digest
  }
}
