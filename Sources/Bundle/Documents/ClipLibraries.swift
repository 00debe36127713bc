import AudioIO

/// The libraries that a clip's bytes depend on: a bundle is made with one set of them.
package enum ClipLibraries {
  /// Names and versions in a fixed order.
  package static var versions: [(name: String, version: String)] {
    AudioLibraries.versions
  }
}
