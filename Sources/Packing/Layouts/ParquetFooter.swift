import Dataset
import JSON

/// The end of a Parquet file: what its columns are and where their pages lie.
struct ParquetFooter {
  /// A column's page in a row group.
  struct Chunk {
    /// In bytes, from the file's start.
    let offset: Int
    let size: Int
  }

  struct RowGroup {
    let rows: Int
    let chunks: [Chunk]
  }

  static let magic = Array("PAR1".utf8)
  /// Without a version, so that equal data is equal bytes.
  private static let createdBy = Array("clipmill".utf8)

  private let columns: [ParquetColumn]
  private let features: [UInt8]
  private var groups: [RowGroup] = []

  /// `features` is what Hugging Face's `datasets` looks for.
  init(_ columns: [ParquetColumn], features: [UInt8]) {
    self.columns = columns
    self.features = features
  }

  mutating func add(_ group: RowGroup) { groups.append(group) }

  /// The footer, its length and the magic.
  var bytes: [UInt8] {
    var text = CompactThrift()
    text.structure { file in
      file.int32(1, 2)
      file.structures(2, elements) { $1.write(to: &$0) }
      file.int64(3, groups.reduce(0) { $0 + $1.rows })
      file.structures(4, groups, write)
      file.structures(5, [features]) { pair, value in
        pair.binary(1, Array("huggingface".utf8))
        pair.binary(2, value)
      }
      file.binary(6, Self.createdBy)
    }
    var bytes = text.bytes
    withUnsafeBytes(of: UInt32(text.bytes.count).littleEndian) { bytes.append(contentsOf: $0) }
    return bytes + Self.magic
  }

  private func write(_ group: inout CompactThrift, _ rows: RowGroup) {
    group.structures(1, Array(zip(columns, rows.chunks))) { chunk, part in
      let (column, place) = part
      chunk.int64(2, place.offset)
      chunk.structure(3) { facts in
        facts.int32(1, column.kind.rawValue)
        facts.integers(2, [ParquetColumn.plain, ParquetColumn.runLength])
        facts.binaries(3, column.path.map { Array($0.utf8) })
        facts.int32(4, 0)  // not compressed
        facts.int64(5, rows.rows)
        facts.int64(6, place.size)
        facts.int64(7, place.size)
        facts.int64(9, place.offset)
      }
    }
    group.int64(2, rows.chunks.reduce(0) { $0 + $1.size })
    group.int64(3, rows.rows)
  }

  // MARK: Schema

  /// An element of the schema: the root, a group of columns, or a column.
  private struct Element {
    let name: String
    var column: ParquetColumn?
    var children = 0
    var isRoot = false

    func write(to text: inout CompactThrift) {
      if let column { text.int32(1, column.kind.rawValue) }
      // All are optional: with required ones `datasets` does not see the sound.
      if !isRoot { text.int32(3, 1) }
      text.binary(4, Array(name.utf8))
      if children > 0 { text.int32(5, children) }
      guard let column, column.isText else { return }
      text.int32(6, 0)
      text.structure(10) { $0.structure(1) { _ in } }
    }
  }

  private var elements: [Element] {
    var found: [Element] = []
    var group: String?
    for column in columns {
      if column.path.count > 1, group != column.path[0] {
        let members = columns.count { $0.path[0] == column.path[0] }
        found.append(Element(name: column.path[0], children: members))
        group = column.path[0]
      }
      found.append(Element(name: column.path[column.path.count - 1], column: column))
    }
    let top = Set(columns.map { $0.path[0] }).count
    return [Element(name: "schema", children: top, isRoot: true)] + found
  }
}
