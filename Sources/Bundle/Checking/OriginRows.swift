package import Dataset
package import Files
import JSON

/// The rows of a split's `metadata.jsonl`, in step with its label file.
package struct OriginRows: ~Copyable {
  /// A row, or a line that is none.
  package enum Entry {
    case row(OriginRow)
    case bad

    /// Nil for a line that is none.
    package var row: OriginRow? { if case .row(let row) = self { row } else { nil } }
  }

  /// Relative to the bundle.
  let name: String
  /// Why there is a file that cannot be opened.
  package private(set) var absence: ManifestError?
  /// Where the last row's line lies in the file.
  package private(set) var place = 0..<0
  private var reader: ManifestReader?
  private var parser = JSONParser()

  /// A bundle may have been made without such a file.
  package init(_ layout: BundleLayout, _ split: Split) {
    let path = layout.huggingFaceRows(of: split)
    name = layout.relative(path)
    guard FileSystem.exists(path) else { return }
    do throws(ManifestError) {
      reader = try ManifestReader(path: path, hashing: .nothing, chunkSize: 1 << 16)
    } catch {
      absence = error
    }
  }

  /// The next row; nil where the bundle has no such file, `bad` where it has no more rows.
  package mutating func next() throws(ManifestError) -> Entry? {
    guard reader != nil else { return nil }
    let line = try reader?.next()
    place = line?.range ?? place
    guard let content = line?.content,
      let value = try? parser.parse(content), let row = OriginRow(value)
    else { return .bad }
    return .row(row)
  }

  /// True if a row is left.
  mutating func hasMore() throws(ManifestError) -> Bool {
    guard reader != nil else { return false }
    return try reader?.next() != nil
  }
}
