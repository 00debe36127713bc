import Bundle
import Dataset
import Drawing
import Export
import Files

/// Information for a person after an export: the paths, and the command that checks the bundle.
struct NextSteps {
  private let metadata: Metadata
  private let written: WrittenFiles

  init(_ metadata: Metadata, _ written: WrittenFiles) {
    (self.metadata, self.written) = (metadata, written)
  }

  /// Lines under their titles; every path is absolute.
  func lines(_ style: Style) -> [String] {
    [style.bold("Where to look")] + Table([.text(), .text()], places + written.rows).lines()
      + ["", style.bold("Next: check it, with charts and clips to listen to"), "  \(health)"]
  }

  private var places: [[String]] {
    let bundle = metadata.bundle
    var places = Split.allCases.filter { clips(of: $0) > 0 }.map { split in
      ["\(split.rawValue) clips", bundle.labels(of: split).visible]
    }
    places.append(["classes", bundle.components.visible])
    if metadata.merged.lifetime.tally.skippedTotal > 0 {
      places.append(["skipped events", bundle.skipped.visible])
    }
    return places
  }

  private func clips(of split: Split) -> Int {
    let tally = metadata.merged.lifetime.tally
    return split == .train ? tally.trainClips : tally.valClips
  }

  /// The command that makes the page, beside the bundle.
  private var health: String {
    let bundle = metadata.bundle.root
    var words = ["clipmill", "health", "--manifest", metadata.plan.manifest.path]
    words += ["--bundle", bundle, "--html-output", "\(bundle)-health.html"]
    for mapping in metadata.options.fields.mappings {
      words += [ExportOption.field.flag, mapping.description]
    }
    if let onset = metadata.options.fields.defaultOnset {
      words += [ExportOption.defaultOnset.flag, "\(onset)"]
    }
    return words.map(ShellWord.of).joined(separator: " ")
  }
}
