import Dataset

/// The command that renders one event of a bundle by itself, as a shell takes it in every directory.
struct ReproductionCommand: CustomStringConvertible {
  /// Absolute path.
  let bundle: String
  /// The event's place in the manifest.
  let ordinal: Int

  var description: String {
    ["clipmill", "reproduce", bundle, String(ordinal)].map(ShellWord.of).joined(separator: " ")
  }
}
