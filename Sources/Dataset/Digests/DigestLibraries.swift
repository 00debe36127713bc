import CCrypto
import CXXHash

/// The libraries that compute digests, with the names that they report at run time.
package enum DigestLibraries {
  /// Names and versions in a fixed order.
  package static var versions: [(name: String, version: String)] {
    let number = XXH_versionNumber()
    let xxHash = "\(number / 10_000).\(number / 100 % 100).\(number % 100)"
    return [
      (name: "OpenSSL", version: String(cString: OpenSSL_version(OPENSSL_VERSION_STRING))),
      (name: "xxHash", version: xxHash),
    ]
  }
}
