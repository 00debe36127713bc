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
    let body = CardBody(
      layout: layoutWords,
      splits: task.request.part.splits.map { split in
        let frames = (units[split] ?? []).reduce(0) { $0 + $1.frames }
        return (split, clips(split), Double(frames) / Double(rate))
      },
      sampleRate: rate, format: source.clips.format, loading: loading, columns: source.columns,
      classes: Array(zip(classes, counts)).map { ($0, $1) },
      files: [
        "`components.json`: the classes and their numbers",
        "`croissant.json`: the same description for catalogues",
        "`pack.json`: what this was made of, and the digest of its clips",
      ])
    return body.card(head)
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

  // MARK: Body

  private var layoutWords: String {
    switch task.request.form {
    case .webdataset: CardBody.inTars
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
      return CardBody.loadDataset
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

  private func clips(_ split: Split) -> Int {
    (units[split] ?? []).reduce(0) { $0 + $1.clips }
  }
}
