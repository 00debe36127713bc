import Dataset
import Files
import JSON

/// The rows of a split: the entries of its label file, each with the line of `metadata.jsonl` in the same place.
enum SplitRows {
  /// A row, or a fault of one of the two files.
  enum Step: Sendable {
    /// The entry is nil if a field of it is absent, empty or of another kind; the line is nil in a bundle without
    /// `metadata.jsonl`.
    case row(LabelRow?, OtherHalf?)
    case fault(BundleFault, String, String)
  }

  /// The line of `metadata.jsonl` for an entry of the label file.
  enum OtherHalf: Sendable {
    /// The names of the fields in which the two differ, and what the line alone states.
    case line(differences: [String], ClipStatement)
    /// It is missing, or a field of it is absent, empty or of another kind.
    case bad
  }

  /// Passes the rows in their order, and the faults that end them; a thread of its own reads and parses them.
  static func read(_ layout: BundleLayout, _ split: Split, _ take: (Step) -> Void) {
    MadeAhead<Step>.each({ read(layout, split, onto: &$0) }, take)
  }

  private static func read(
    _ layout: BundleLayout, _ split: Split, onto steps: inout MadeAhead<Step>.Output
  ) {
    let name = layout.relative(layout.labels(of: split))
    var origins = OriginRows(layout, split)
    do {
      let reader = try LabelFileReader(layout.labels(of: split))
      var parser = JSONParser()
      while let entry = try reader.next() {
        let line = try origins.next()
        let row = try? parser.parse(entry.text) { LabelRow($0)?.validated() }
        let step = Step.row(row ?? nil, line.map { half($0, of: row ?? nil) })
        guard steps.add(step, bytes: entry.text.count + origins.place.count) else { return }
      }
      if try origins.hasMore() {
        let words = "it has more rows than the label file"
        guard steps.add(.fault(.wrongRow, origins.name, words)) else { return }
      }
    } catch {
      let damaged = error is ManifestError ? origins.name : name
      let fault = Step.fault(.damagedDocument, damaged, BundleCheck.words(error))
      guard steps.add(fault) else { return }
    }
    if let absence = origins.absence {
      _ = steps.add(.fault(.damagedDocument, origins.name, absence.description))
    }
  }

  private static func half(_ line: OriginRows.Entry, of row: LabelRow?) -> OtherHalf {
    guard let row, let line = line.row, let other = line.row.validated() else { return .bad }
    return .line(differences: row.differences(from: other), ClipStatement(line))
  }
}
