import CCrypto

/// The SHA-1 digest of some bytes: names and splits are made of it, no secret depends on it.
package struct SHA1: Hashable, Sendable {
  /// 20 bytes.
  package let bytes: [UInt8]

  package init(of data: [UInt8]) {
    var digest = [UInt8](repeating: 0, count: 20)
    let done = data.withUnsafeBytes {
      EVP_Digest($0.baseAddress, $0.count, &digest, nil, EVP_sha1(), nil)
    }
    precondition(done == 1, "libcrypto offers no SHA-1")
    bytes = digest
  }
}
