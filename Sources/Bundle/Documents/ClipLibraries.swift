import AudioIO

/// The libraries on which a clip's bytes depend: a bundle is made with one set of them.
package enum ClipLibraries {
  /// Names and versions in a fixed order.
  package static var versions: [(name: String, version: String)] {
    AudioLibraries.versions
  }
}
