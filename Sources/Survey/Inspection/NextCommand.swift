import Dataset
import Files
import Planning

/// The next command after an inspection.
struct NextCommand {
  private let request: InspectionRequest
  private let found: Inspection

  init(_ request: InspectionRequest, _ found: Inspection) {
    self.request = request
    self.found = found
  }

  /// An import, if the manifest is another tool's; otherwise the export.
  var text: String { (isForeign ? importing : exporting).map(ShellWord.of).joined(separator: " ") }

  private var isForeign: Bool {
    if found.fields.contains(where: \.isScaled) { return true }
    let keys = Set(found.keys.map(\.key))
    let marks: [Text] = ["audio_filepath", "supervisions", "file_name", "recording_id"]
    return !keys.contains("audio_path") && marks.contains(where: keys.contains)
  }

  private var importing: [String] {
    ["clipmill", "import", request.manifest, ManifestKind.manifestName(for: request.manifest)]
  }

  private var exporting: [String] {
    var words = ["clipmill", "export", request.manifest, bundle]
    for field in found.fields where field.count == 0 && field.nearest != nil {
      words += [ExportOption.field.flag, "\(field.field)=\(field.nearest?.string ?? "")"]
    }
    for mapping in request.fields.mappings {
      words += [ExportOption.field.flag, mapping.description]
    }
    if let onset = request.fields.defaultOnset {
      words += [ExportOption.defaultOnset.flag, "\(onset)"]
    }
    let onset = found.fields.first { $0.field == "onset_time" }
    if onset?.count == 0, onset?.nearest == nil {
      words += [ExportOption.field.flag, "onset_time=KEY"]
    }
    for root in request.sources.rootMap {
      words += [ExportOption.audioRootMap.flag, "\(root.source)=\(root.path)"]
    }
    if let root = request.sources.audioRoot { words += [ExportOption.audioRoot.flag, root] }
    for advice in found.audio.advice { words += advice.flags }
    return words
  }

  private var bundle: String {
    var name = request.manifest
    for ending in [".jsonl", ".manifest", ".json", ".ndjson"] where name.hasSuffix(ending) {
      name.removeLast(ending.count)
    }
    return name + ".bundle"
  }
}
