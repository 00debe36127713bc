/// A layout in which a finished bundle can be written again.
package enum PackForm: String, CaseIterable, Hashable, Sendable, Codable {
  /// Tars of whole samples, as `export --layout tar` writes them.
  case webdataset
  case parquet
  /// lhotse's Shar.
  case shar
  /// One array of samples a split.
  case npy
  /// A file a clip, as `export` writes them.
  case files
}
