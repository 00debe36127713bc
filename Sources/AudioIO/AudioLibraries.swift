import CSndfile
import CSoxr
import Glibc

/// The libraries that decide a clip's bytes, with the names that they report at run time.
package enum AudioLibraries {
  /// Names and versions in a fixed order: libsndfile, libsoxr, then the codecs found.
  ///
  /// The codecs are libsndfile's own dependencies. They are looked up by symbol, since they are loaded with it and
  /// their headers are not needed for anything else; a statically linked one stays unnamed.
  package static var versions: [(name: String, version: String)] {
    var found = [
      (name: "libsndfile", version: String(cString: sf_version_string())),
      (name: "libsoxr", version: String(cString: soxr_version())),
    ]
    for (name, symbol) in decoders {
      guard let address = dlsym(nil, symbol) else { continue }
      // Safe because each of these symbols is a C function that takes no parameter, or three pointers
      // that may be null, and returns a static text. Arguments that a C function does not take are
      // ignored on every platform Linux runs on; ones it misses would be whatever was in a register.
      let ask = unsafeBitCast(address, to: VersionFunction.self)
      if let text = ask(nil, nil, nil) { found.append((name, String(cString: text))) }
    }
    if let vendor = flacVendor { found.append(("libFLAC", vendor)) }
    return found
  }

  private typealias Number = UnsafeMutablePointer<UInt32>
  private typealias VersionFunction =
    @convention(c) (Number?, Number?, Number?) -> UnsafePointer<CChar>?

  /// libFLAC's name for itself, which it writes into every file: `reference libFLAC 1.4.2 20221022`.
  private static var flacVendor: String? {
    guard let address = dlsym(nil, "FLAC__VENDOR_STRING") else { return nil }
    // Safe because libFLAC declares the symbol as a constant pointer to a static text.
    return address.load(as: UnsafePointer<CChar>?.self).map { String(cString: $0) }
  }

  /// Functions that return a static text; libmpg123's also fills in three numbers if given pointers.
  private static let decoders = [
    ("libvorbis", "vorbis_version_string"), ("libopus", "opus_get_version_string"),
    ("libmpg123", "mpg123_distversion"),
  ]
}
