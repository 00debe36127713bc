package import Bundle
package import Dataset

/// The bundle's README: its contents, and the `configs:` by which `load_dataset` finds the clips whatever else is in
/// the tree.
package enum DatasetCard {
  /// The text of the README of a bundle with these accounts, classes in the order of their numbers, and columns.
  package static func text(
    account: Account, classes: [Text], columns: [CarriedColumn], options: ExportOptions
  ) -> String {
    let tally = account.tally
    let features = features(classes, columns, options)
    return """
      ---
      configs:
      - config_name: default
        data_files:
      \(dataFiles(tally, options))
      \(features)task_categories:
      - audio-classification
      ---
      # Clip dataset

      \(tally.writtenClips) labelled clips of audio events, cut from recordings by Clipmill.

      | split | clips |
      |---|---|
      | train | \(tally.trainClips) |
      | val | \(tally.valClips) |

      Audio: \(options.clips.sampleRate) Hz, mono, 16 bit, \(options.clips.format.rawValue.uppercased()). \
      Classes: \(classes.count), listed in `components.json`; a class's index is its
      `component_idx`. A session is never in both splits.

      - `train/train_labels.json`, `val/val_labels.json`: one entry a clip
      \(optionalFiles(options.bundle))- `skipped.jsonl`: the events that have no clip, and why
      - `metadata.json`: provenance, counts, durations and the digest of the whole bundle

      """
  }

  private static func features(
    _ classes: [Text], _ columns: [CarriedColumn], _ options: ExportOptions
  ) -> String {
    let (rate, format) = (options.clips.sampleRate, options.clips.format)
    switch options.bundle.layout {
    case .tar:
      return CardFeatures.text(ofTars: format, sampleRate: rate, classes: classes, columns: columns)
    case .files where options.bundle.huggingFace:
      return CardFeatures.text(sampleRate: rate, classes: classes, columns: columns)
    case .files: return ""
    }
  }

  private static func optionalFiles(_ bundle: BundleOptions) -> String {
    var lines = ""
    if bundle.huggingFace {
      lines += "- `train/metadata.jsonl`, `val/metadata.jsonl`: the same for `load_dataset`,"
      lines += " with each clip's origin\n"
    }
    if bundle.checksums { lines += "- `SHA256SUMS`: for `sha256sum -c`\n" }
    return lines
  }

  private static func dataFiles(_ tally: Tally, _ options: ExportOptions) -> String {
    var lines: [String] = []
    for (split, name, clips) in [
      (Split.train, "train", tally.trainClips), (Split.val, "validation", tally.valClips),
    ] where clips > 0 {
      let directory = split.rawValue
      let isTar = options.bundle.layout == .tar
      let audio =
        isTar
        ? "\(directory)/*.tar"
        : "\(directory)/audio/**/*.\(options.clips.format.fileExtension)"
      lines += ["  - split: \(name)", "    path:", "    - \"\(audio)\""]
      if options.bundle.huggingFace, !isTar {
        lines.append("    - \"\(directory)/metadata.jsonl\"")
      }
    }
    return lines.joined(separator: "\n")
  }
}
