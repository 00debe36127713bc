import Bundle
package import Dataset

/// What a dataset card says below its head: sizes, how the clips are loaded, columns and classes.
package struct CardBody {
  /// How the clips lie, in a sentence; empty if the files say it.
  package var layout: String
  /// Of each split: its clips, and their length in seconds.
  package var splits: [(split: Split, clips: Int, seconds: Double)]
  /// The rate of the clips in Hz.
  package var sampleRate: Int
  package var format: ClipFormat
  /// Python that loads the clips.
  package var loading: String
  /// The columns that rows carry besides their own.
  package var columns: [CarriedColumn]
  /// Of each class, in the order of their numbers: its label and its clips.
  package var classes: [(label: Text, clips: Int)]
  /// A line for each further file.
  package var files: [String]

  /// A card of these parts.
  package init(
    layout: String, splits: [(split: Split, clips: Int, seconds: Double)],
    sampleRate: Int, format: ClipFormat, loading: String, columns: [CarriedColumn],
    classes: [(label: Text, clips: Int)], files: [String]
  ) {
    self.layout = layout
    self.splits = splits
    self.sampleRate = sampleRate
    self.format = format
    self.loading = loading
    self.columns = columns
    self.classes = classes
    self.files = files
  }

  /// The sentence about clips in tars.
  package static let inTars = "They lie in tars as WebDataset reads them."
  /// Python that loads a folder whose card has a configuration.
  package static let loadDataset =
    "from datasets import load_dataset\n\nclips = load_dataset(\".\")"

  private var clips: Int { splits.reduce(0) { $0 + $1.clips } }

  /// The card: `configuration` is YAML that says where the clips are, with line ends.
  package func card(_ configuration: String) -> String {
    """
    ---
    \(configuration)task_categories:
    - audio-classification
    size_categories:
    - \(sizeCategory)
    # license: left to the owner of the recordings
    ---
    # Clip dataset

    \(clips) labelled clips of audio events, cut from recordings by Clipmill.\(layout.isEmpty ? "" : " \(layout)")

    | split | clips | seconds |
    |---|---|---|
    \(splitRows)
    Audio: \(sampleRate) Hz, mono, 16 bit, \(format.rawValue.uppercased()). A session is never in both splits.

    ```python
    \(loading)
    ```

    | column | type |
    |---|---|
    \(columnRows)
    | class | number | clips |
    |---|---|---|
    \(classRows)
    \(files.map { "- \($0)\n" }.joined())
    """
  }

  /// The category by which the Hub lets one search.
  private var sizeCategory: String {
    let steps = [
      (1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"),
      (10_000_000, "1M<n<10M"), (100_000_000, "10M<n<100M"),
    ]
    return steps.first { clips < $0.0 }?.1 ?? "100M<n<1B"
  }

  private var splitRows: String {
    splits.map { "| \($0.split.rawValue) | \($0.clips) | \($0.seconds) |\n" }.joined()
  }

  private var columnRows: String {
    RowColumns.all(carried: columns)
      .map { "| \(Self.cell($0.name)) | \(CardFeatures.name(of: $0.type)) |\n" }.joined()
  }

  private var classRows: String {
    classes.enumerated().map { "| \(Self.cell($1.label)) | \($0) | \($1.clips) |\n" }.joined()
  }

  /// A text in a cell of a table: one line, without what would end the cell.
  private static func cell(_ text: Text) -> String {
    let quoted = CardFeatures.quoted(text).dropFirst().dropLast()
    return String(quoted).replacing("\\\"", with: "\"").escaping(["|": "\\|", "<": "&lt;"])
  }
}
