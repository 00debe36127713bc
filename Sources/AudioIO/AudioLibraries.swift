import CSndfile
import CSoxr
import Glibc

/// The libraries that decide a clip's bytes, as they name themselves at run time.
package enum AudioLibraries {
  /// Names and versions in a fixed order: libsndfile, libsoxr, then the decoders found.
  ///
  /// The decoders are libsndfile's own dependencies. They are asked by symbol, since they are
  /// loaded with it and their headers are not needed for anything else; one that is linked in
  /// statically stays unnamed.
  package static var versions: [(name: String, version: String)] {
    var found = [
      (name: "libsndfile", version: String(cString: sf_version_string())),
      (name: "libsoxr", version: String(cString: soxr_version())),
    ]
    for (name, symbol) in decoders {
      guard let address = dlsym(nil, symbol) else { continue }
      let ask = unsafeBitCast(address, to: (@convention(c) () -> UnsafePointer<CChar>?).self)
      if let text = ask() { found.append((name, String(cString: text))) }
    }
    return found
  }

  /// Functions without parameters that return a static text, and are documented to do so.
  private static let decoders = [
    ("libvorbis", "vorbis_version_string"), ("libopus", "opus_get_version_string"),
    ("libmpg123", "mpg123_distversion"),
  ]
}
