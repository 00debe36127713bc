/// How the clips of a bundle lie on disk.
package enum ClipLayout: String, CaseIterable, Hashable, Sendable, Codable {
  /// A file a clip.
  case files
  /// WebDataset tars of fixed units of clips.
  case tar
}
