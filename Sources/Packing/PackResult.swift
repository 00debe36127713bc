package import Dataset
import Files
import JSON

/// What a pack came to.
package struct PackResult: Sendable {
  package let form: PackForm
  /// Absolute.
  package let output: String
  package let splits: [SplitResult]
  package let clipsDigest: String
  /// Why units end where the clips that are there say, instead of the manifest; nil where nothing is to be said.
  package let note: String?

  /// What there is of a split.
  package struct SplitResult: Sendable {
    package let split: Split
    package let clips, frames: Int
    /// Files that hold clips, or runs of them where they share one.
    package let files: Int
  }

  init(
    _ request: PackRequest, _ units: [Split: [PackUnit]], clipsDigest: String, note: String?
  ) {
    form = request.form
    output = FileSystem.absolute(request.output)
    splits = request.part.splits.map { split in
      let units = units[split] ?? []
      return SplitResult(
        split: split, clips: units.reduce(0) { $0 + $1.clips },
        frames: units.reduce(0) { $0 + $1.frames }, files: units.count)
    }
    self.clipsDigest = clipsDigest
    self.note = note
  }

  /// One object on one line.
  package var json: [UInt8] {
    var text = JSONText()
    text.object { json in
      json.field("output", output)
      json.field("form", form.rawValue)
      for split in splits {
        json.key(text: Text(split.split.rawValue))
        json.object { json in
          json.field("clips", split.clips)
          json.field("frames", split.frames)
          json.field("units", split.files)
        }
      }
      json.field("clips_digest", clipsDigest)
      json.field("note", note)
    }
    text.newline()
    return text.bytes
  }
}
