import CZlib

/// The library that unpacks gzip.
package enum GzipLibrary {
  /// What zlib says at run time.
  package static var version: String { String(cString: zlibVersion()) }
}
