import CZlib

/// The library that unpacks gzip.
package enum GzipLibrary {
  /// The version that zlib reports at run time.
  package static var version: String { String(cString: zlibVersion()) }
}
