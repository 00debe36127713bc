import CSimdJSON

/// The library that parses JSON.
package enum JSONLibrary {
  /// The version of simdjson's headers: the library does not report its own.
  package static var version: String {
    var (major, minor, patch): (Int32, Int32, Int32) = (0, 0, 0)
    csimdjson_version(&major, &minor, &patch)
    return "\(major).\(minor).\(patch)"
  }
}
