/// A flag that may give an argument that needs none: `--manifest FILE` for the manifest.
///
/// The parser does not know it, so that its completion scripts lack it.
struct WordFlag {
  /// A shell's completion for the value.
  enum Value {
    case file
    case directory
    case other
  }

  /// Without dashes.
  let name: String
  /// One sentence, without a full stop.
  let words: String
  let value: Value

  /// Nil for a real flag, and for an argument that may be repeated.
  init?(_ argument: ArgumentDescription) {
    guard let name = argument.flagOfWord else { return nil }
    self.name = name
    let sentence = argument.abstract ?? name
    words = String(sentence.hasSuffix(".") ? sentence.dropLast() : sentence[...])
    let kind = argument.completionKind
    value = kind?.file != nil ? .file : kind?.directory != nil ? .directory : .other
  }
}
