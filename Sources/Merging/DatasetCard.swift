package import Bundle
package import Dataset

/// The bundle's README: its contents, and the `configs:` by which `load_dataset` finds the clips whatever else is in
/// the tree.
package enum DatasetCard {
  /// The text of the README of a bundle with these accounts, classes in the order of their numbers, and columns.
  package static func text(
    account: Account, classes: [Text], columns: [CarriedColumn], options: ExportOptions
  ) -> String {
    let (tally, rate) = (account.tally, options.clips.sampleRate)
    let body = CardBody(
      layout: options.bundle.layout == .tar ? CardBody.inTars : "",
      splits: [
        (.train, tally.trainClips, Double(tally.trainFrames) / Double(rate)),
        (.val, tally.valClips, Double(tally.valFrames) / Double(rate)),
      ],
      sampleRate: rate, format: options.clips.format, loading: CardBody.loadDataset,
      columns: columns,
      classes: classes.enumerated().map { ($1, account.clipsByClass[$0]) },
      files: files(options.bundle))
    return body.card(
      "configs:\n- config_name: default\n  data_files:\n" + dataFiles(tally, options)
        + features(classes, columns, options))
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

  private static func files(_ bundle: BundleOptions) -> [String] {
    [
      "`train/train_labels.json`, `val/val_labels.json`: one entry a clip",
      bundle.huggingFace
        ? "`train/metadata.jsonl`, `val/metadata.jsonl`: the same for `load_dataset`, with each clip's origin"
        : nil,
      "`components.json`: the classes; a class's number is the `component_idx` of its clips",
      "`skipped.jsonl`: the events that have no clip, and why",
      bundle.huggingFace ? "`croissant.json`: the same description for catalogues" : nil,
      bundle.checksums ? "`SHA256SUMS`: for `sha256sum -c`" : nil,
      "`metadata.json`: provenance, counts, durations and the digest of the whole bundle",
    ].compactMap { $0 }
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
    return lines.map { "\($0)\n" }.joined()
  }
}
