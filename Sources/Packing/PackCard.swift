import Bundle
import Dataset
import Files
import Merging

/// The README of a pack: what it holds, how `load_dataset` takes it, and how it is loaded otherwise.
struct PackCard {
  let task: PackTask
  let units: [Split: [PackUnit]]
  /// Clips of each class, in the order of their numbers.
  let counts: [Int]

  private var source: PackSource { task.source }
  private var classes: [Text] { source.published.classes }
  private var rate: Int { source.clips.sampleRate }

  var text: String {
    """
    ---
    \(head)task_categories:
    - audio-classification
    size_categories:
    - \(sizeCategory)
    # license: left to the owner of the recordings
    ---
    # Clip dataset

    \(clips(nil)) labelled clips of audio events, cut from recordings by Clipmill. \(layoutWords)

    | split | clips | seconds | files |
    |---|---|---|---|
    \(splitRows)
    Audio: \(rate) Hz, mono, 16 bit, \(source.clips.format.rawValue.uppercased()). A session is never in both splits.

    ```python
    \(loading)
    ```

    | column | type |
    |---|---|
    \(columnRows)
    | class | number | clips |
    |---|---|---|
    \(classRows)
    - `\(FileSystem.name(of: task.layout.components))`: the classes and their numbers
    - `croissant.json`: the same description for catalogues
    - `pack.json`: what this was made of, and the digest of its clips

    """
  }

  // MARK: Head

  /// What tells Hugging Face where the clips are; nothing where it cannot read them.
  private var head: String {
    switch task.request.form {
    case .webdataset: return dataFiles("tar") + tarFeatures
    case .parquet: return dataFiles("parquet")
    case .files:
      return dataFiles("audio/**/*.\(source.clips.format.fileExtension)", with: rowsName)
        + CardFeatures.text(sampleRate: rate, classes: classes, columns: source.columns)
    case .shar, .npy: return ""
    }
  }

  private var rowsName: String { FileSystem.name(of: task.layout.huggingFaceRows(of: .train)) }

  private func dataFiles(_ ending: String) -> String { dataFiles("*.\(ending)", with: nil) }

  private func dataFiles(_ pattern: String, with other: String?) -> String {
    var lines = ["configs:", "- config_name: default", "  data_files:"]
    for split in task.request.part.splits where clips(split) > 0 {
      let name = split == .val ? "validation" : split.rawValue
      lines += ["  - split: \(name)", "    path:"]
      lines += [pattern, other].compactMap { $0 }.map { "    - \"\(split.rawValue)/\($0)\"" }
    }
    return lines.map { "\($0)\n" }.joined()
  }

  private var tarFeatures: String {
    CardFeatures.text(
      ofTars: source.clips.format, sampleRate: rate, classes: classes, columns: source.columns)
  }

  /// The category by which the Hub lets one search.
  private var sizeCategory: String {
    let count = clips(nil)
    let steps = [
      (1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"),
      (10_000_000, "1M<n<10M"), (100_000_000, "10M<n<100M"),
    ]
    return steps.first { count < $0.0 }?.1 ?? "100M<n<1B"
  }

  // MARK: Body

  private var layoutWords: String {
    switch task.request.form {
    case .webdataset: "They lie in tars as WebDataset reads them."
    case .parquet: "They lie in Parquet files, each clip's file beside its row."
    case .shar: "They lie in the layout that lhotse calls Shar."
    case .npy: "The samples of a split are one array."
    case .files: "Each is a file of its own."
    }
  }

  private var loading: String {
    let split = task.request.part.splits.first { clips($0) > 0 }?.rawValue ?? "train"
    switch task.request.form {
    case .webdataset, .parquet, .files:
      return "from datasets import load_dataset\n\nclips = load_dataset(\".\")"
    case .shar:
      return "from lhotse import CutSet\n\nclips = CutSet.from_shar(in_dir=\"\(split)\")"
    case .npy:
      return """
        import numpy

        audio = numpy.load("\(split)/audio.npy", mmap_mode="r")
        offsets = numpy.load("\(split)/offsets.npy")
        classes = numpy.load("\(split)/component_idx.npy")
        first = audio[offsets[0]:offsets[1]]
        """
    }
  }

  private var splitRows: String {
    task.request.part.splits.map { split in
      let frames = (units[split] ?? []).reduce(0) { $0 + $1.frames }
      let files = task.request.form == .npy ? 1 : units[split]?.count ?? 0
      let count = task.request.form == .files ? clips(split) : files
      return
        "| \(split.rawValue) | \(clips(split)) | \(Double(frames) / Double(rate)) | \(count) |\n"
    }.joined()
  }

  private var columnRows: String {
    (RowColumns.own.map { (Text($0.name), $0.type) }
      + source.columns.map { ($0.name, $0.type) })
      .map { "| \(Self.cell($0)) | \(CardFeatures.name(of: $1)) |\n" }.joined()
  }

  private var classRows: String {
    zip(classes, counts).enumerated()
      .map { "| \(Self.cell($1.0)) | \($0) | \($1.1) |\n" }.joined()
  }

  /// A text in a cell of a table: one line, without what would end the cell.
  private static func cell(_ text: Text) -> String {
    let quoted = CardFeatures.quoted(text).dropFirst().dropLast()
    return String(quoted).replacing("\\\"", with: "\"").replacing("|", with: "\\|")
      .replacing("<", with: "&lt;")
  }

  private func clips(_ split: Split?) -> Int {
    let splits = split.map { [$0] } ?? task.request.part.splits
    return splits.reduce(0) { sum, split in
      (units[split] ?? []).reduce(sum) { $0 + $1.clips }
    }
  }
}
