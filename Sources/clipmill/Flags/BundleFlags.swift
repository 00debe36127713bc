import ArgumentParser
import Dataset
import Storage

/// The flags that say how a bundle is laid out, and what its rows say.
struct BundleFlags: ParsableArguments {
  @Option(help: "File format of the clips (default: wav).")
  var format: ClipFormat?

  @Flag(help: "Write each clip of an event, even where they hold the same audio.")
  var noLinkIdentical = false

  @Flag(help: "Leave out the metadata.jsonl files for Hugging Face's load_dataset.")
  var noHf = false

  @Flag(help: "Write SHA256SUMS, for sha256sum -c.")
  var checksums = false

  @Option(
    help: ArgumentHelp(
      "Carry a field of the component, else of the event, into the label rows; may be repeated.",
      valueName: "name"))
  var labelField: [String] = []

  @Option(
    help: ArgumentHelp(
      "JSON list of the labels that get the first class numbers, in its order.", valueName: "file"),
    completion: .file())
  var taxonomy: String?

  @Option(
    help: ArgumentHelp(
      "How --limit chooses: the first events, or some of every source set (default: first).",
      valueName: "how"))
  var sample: EventOptions.Sample?

  /// The fields that label rows have by themselves, and `audio`, which `load_dataset` adds.
  private static let ownFields: Set<String> = [
    "file", "file_name", "label", "component_idx", "event_id", "session_id", "source_set",
    "duration_seconds", "audio_path", "start_frame", "frames", "source_rate", "ordinal",
    "xxh3_128", "audio",
  ]

  func validate() throws {
    var known: Set<Text> = []
    for name in labelField {
      if name.isEmpty { throw ValidationError("--label-field takes the name of a field, not ''") }
      if Self.ownFields.contains(name) {
        throw ValidationError("--label-field \(name): label rows have a field \(name) of their own")
      }
      if !known.insert(Text(name)).inserted {
        throw ValidationError("--label-field \(name) is given twice")
      }
    }
  }

  /// Reads the taxonomy where there is one; the run then records its labels and needs no file.
  func add(to given: inout GivenOptions) throws(StorageError) {
    given.format = format
    given.linkIdentical = noLinkIdentical ? false : nil
    given.huggingFace = noHf ? false : nil
    given.checksums = checksums ? true : nil
    given.labelFields = labelField.isEmpty ? nil : labelField.map { Text($0) }
    given.sample = sample
    given.taxonomy = try readTaxonomy()?.labels
  }

  func readTaxonomy() throws(StorageError) -> Taxonomy? {
    guard let taxonomy else { return nil }
    return try TaxonomyFile.read(Files.absolute(taxonomy))
  }
}

extension ClipFormat: ExpressibleByArgument {}
extension EventOptions.Sample: ExpressibleByArgument {}
