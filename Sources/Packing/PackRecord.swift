import Bundle
import Dataset
import Files
import JSON

/// `pack.json`: the record that a pack is whole, written last.
///
/// It says what the pack was made of, never when or where.
struct PackRecord: Codable {
  static let name = "pack.json"
  private static let checksums = Text(FileSystem.name(of: BundleLayout("/").checksums))

  let formatVersion: Int
  let form: PackForm
  /// The bundle's digests.
  let bundleDigest: String
  /// Of the clips that the pack holds: equal ones are the same data set, whatever the layout.
  let clipsDigest: String
  let sampleRate: Int
  let format: ClipFormat
  let part: Part?
  let clips: OrderedFields<Int>
  let frames: OrderedFields<Int>
  let files: OrderedFields<Int>

  /// What was chosen of the bundle.
  struct Part: Codable, Equatable {
    let split: Split?
    let labels: [Text]?
    let maxBytes: Int?

    init?(_ part: PackPart) {
      if part.isWhole { return nil }
      split = part.split
      labels = part.labels.isEmpty ? nil : part.labels
      maxBytes = part.mostBytes
    }
  }

  init(_ task: PackTask, _ units: [Split: [PackUnit]], clipsDigest: String, files: [FileStamp]) {
    let splits = task.request.part.splits
    func sum(_ value: (PackUnit) -> Int) -> OrderedFields<Int> {
      OrderedFields(
        splits.map { split in
          (Text(split.rawValue), (units[split] ?? []).reduce(0) { $0 + value($1) })
        })
    }
    formatVersion = 1
    form = task.request.form
    bundleDigest = task.source.published.bundleDigest
    self.clipsDigest = clipsDigest
    sampleRate = task.source.clips.sampleRate
    format = task.source.clips.format
    part = Part(task.request.part)
    clips = sum(\.clips)
    frames = sum(\.frames)
    self.files = OrderedFields(files.map { (Text($0.path), $0.size) })
  }

  /// The record of the pack at `root`; nil where there is none.
  static func read(at root: String) throws -> PackRecord? {
    let path = "\(root)/\(name)"
    guard FileSystem.exists(path) else { return nil }
    return try JSONFile.decode(
      PackRecord.self, from: try FileSystem.read(path), as: .document, tolerant: true)
  }

  /// Whether the pack was made of the same bundle with the same options.
  func isOf(_ request: PackRequest, _ source: PackSource) -> Bool {
    form == request.form && part == Part(request.part)
      && bundleDigest == source.published.bundleDigest
      && (files.byName[Self.checksums] != nil) == request.checksums
  }

  /// Whether its files are there, by their sizes.
  func isThere(at root: String) -> Bool {
    files.fields.allSatisfy { FileSystem.size("\(root)/\($0.name)") == $0.value }
  }
}
