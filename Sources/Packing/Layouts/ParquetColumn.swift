import Dataset

/// A column of a Parquet file, and its values of the row group in hand.
struct ParquetColumn {
  /// Parquet's physical types, by their numbers in its metadata.
  enum Kind: Int {
    case boolean = 0
    case int64 = 2
    case double = 5
    case bytes = 6
  }

  let path: [String]
  let kind: Kind
  let isText: Bool
  /// Level of a value that is there: the number of optional elements on the way to it.
  let level: UInt8
  private var values: [UInt8] = []
  private var bits = 0
  /// Stretches of rows with and without a value.
  private var runs: [(count: Int, isThere: Bool)] = []
  private(set) var rows = 0

  init(_ path: [String], _ kind: Kind, isText: Bool = false) {
    self.path = path
    self.kind = kind
    self.isText = isText
    level = UInt8(path.count)
  }

  /// A column of rows, which is flat.
  init(_ name: Text, _ type: ColumnType) {
    let kind: Kind =
      switch type {
      case .boolean: .boolean
      case .integer: .int64
      case .number: .double
      case .string, .null: .bytes
      }
    self.init([name.string], kind, isText: kind == .bytes)
  }

  // MARK: Values

  mutating func appendNull() { note(false) }

  mutating func append(_ value: [UInt8]) {
    note(true)
    append(UInt32(value.count))
    values += value
  }

  mutating func append(_ value: Int) {
    note(true)
    append(UInt64(bitPattern: Int64(value)))
  }

  mutating func append(_ value: Double) {
    note(true)
    append(value.bitPattern)
  }

  mutating func append(_ value: Bool) {
    note(true)
    if bits.isMultiple(of: 8) { values.append(0) }
    if value { values[values.count - 1] |= 1 << UInt8(bits % 8) }
    bits += 1
  }

  private mutating func append(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.littleEndian) { values.append(contentsOf: $0) }
  }

  private mutating func note(_ isThere: Bool) {
    rows += 1
    if runs.last?.isThere == isThere {
      runs[runs.count - 1].count += 1
    } else {
      runs.append((1, isThere))
    }
  }

  // MARK: Pages

  /// The page of the values so far, header and all; the column is then empty.
  mutating func takePage() -> [UInt8] {
    var levels: [UInt8] = []
    for run in runs {
      CompactThrift.append(varint: UInt64(run.count) << 1, to: &levels)
      levels.append(run.isThere ? level : level - 1)
    }
    let size = 4 + levels.count + values.count
    var header = CompactThrift()
    header.structure { [rows] header in
      header.int32(1, Self.dataPage)
      header.int32(2, size)
      header.int32(3, size)
      header.structure(5) { page in
        page.int32(1, rows)
        page.int32(2, Self.plain)
        page.int32(3, Self.runLength)
        page.int32(4, Self.runLength)
      }
    }
    var page = header.bytes
    page.reserveCapacity(page.count + size)
    withUnsafeBytes(of: UInt32(levels.count).littleEndian) { page.append(contentsOf: $0) }
    page += levels
    page += values
    values.removeAll(keepingCapacity: true)
    runs.removeAll()
    (rows, bits) = (0, 0)
    return page
  }

  // Of parquet.thrift: PageType DATA_PAGE, Encoding PLAIN and RLE.
  private static let dataPage = 0
  static let plain = 0
  static let runLength = 3
}
