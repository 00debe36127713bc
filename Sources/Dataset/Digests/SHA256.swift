import CCrypto

/// A SHA-256 digest that takes its input piece by piece.
package struct SHA256: ~Copyable {
  private let context: OpaquePointer

  package init() {
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      preconditionFailure("libcrypto offers no SHA-256")
    }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Adds the next bytes; the digest does not depend on how they are cut into pieces.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    let done = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    precondition(done == 1, "libcrypto refused to hash \(bytes.count) bytes")
  }

  package mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// The digest of all bytes added, as 64 hexadecimal digits.
  package borrowing func hexadecimal() -> String { bytes().hexadecimal }

  /// The same as 32 bytes.
  package borrowing func bytes() -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    let copy = EVP_MD_CTX_new()
    defer { EVP_MD_CTX_free(copy) }
    let done = EVP_MD_CTX_copy_ex(copy, context) == 1 && EVP_DigestFinal_ex(copy, &digest, nil) == 1
    precondition(done, "libcrypto could not finish a SHA-256")
    return digest
  }

  /// The digest of `bytes`, as 64 hexadecimal digits.
  package static func hexadecimal(of bytes: [UInt8]) -> String {
    var hash = SHA256()
    hash.update(bytes)
    return hash.hexadecimal()
  }
}
