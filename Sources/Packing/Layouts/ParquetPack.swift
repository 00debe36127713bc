import Bundle
import Containers
import Dataset
import Files
import JSON

/// Parquet: a file a unit, with the clips' files in a column and their rows beside them.
struct ParquetPack: PackLayout {
  let task: PackTask

  /// Rows and bytes of sound at which a row group ends.
  private static let groupRows = 100
  private static let groupBytes = 16 << 20
  /// Bytes of sound that no page reaches: its size is a number of 32 bits with a sign.
  private static let pageLimit = 1 << 30

  func prepare(_ split: Split, _ units: [PackUnit]) {}

  func write(_ unit: PackUnit, _ clips: inout UnitClips) throws -> UnitRecord {
    let name = "\(unit.split.rawValue)-audio_\(PackUnit.digits(unit.number)).parquet"
    var file = try task.file("\(task.folder(of: unit.split))/\(name)")
    var parts = try RowParts(unit, of: task, labelled: false)
    var table = ParquetTable(task.source)
    try file.write(ParquetFooter.magic)
    while let clip = try clips.next() {
      guard clip.sound.count < Self.pageLimit else {
        throw PackError.impossible(
          "a clip of \(clip.sound.count) bytes does not fit a page of Parquet: \(clip.origin.row.file)"
            + " (pack it to npy or files)")
      }
      if table.rows == Self.groupRows
        || table.rows > 0
          && table.soundBytes + clip.sound.count > Self.groupBytes
      {
        for page in table.takeGroup() { try file.write(page) }
      }
      let file = Text(clip.name.stem + "." + task.source.clips.format.fileExtension)
      try table.add(clip, file: file)
      try parts.add(clip, file: clip.bundleFile(task.source))
    }
    for page in table.takeGroup() { try file.write(page) }
    try file.write(table.footer.bytes)
    var record = UnitRecord()
    record.add(try file.finish(), in: task.root)
    try parts.finish()
    return record
  }

  func finish(_ split: Split, _ units: [PackUnit]) throws -> [FileStamp] {
    [try RowParts.join(rows: units, of: task, to: task.rowsBeside(split))]
  }
}

/// The columns of a Parquet file of clips.
private struct ParquetTable: ~Copyable {
  private var columns: [ParquetColumn]
  private let carried: [CarriedColumn]
  private(set) var footer: ParquetFooter
  private(set) var soundBytes = 0
  private var offset = ParquetFooter.magic.count
  private var parser = JSONParser()
  private var text = JSONText()

  var rows: Int { columns[0].rows }

  init(_ source: PackSource) {
    carried = source.columns
    columns = [
      ParquetColumn(["audio", "bytes"], .bytes),
      ParquetColumn(["audio", "path"], .bytes, isText: true), ParquetColumn("file", .string),
    ]
    columns += RowColumns.all(carried: carried).map { ParquetColumn($0.name, $0.type) }
    footer = ParquetFooter(columns, features: PackFeatures(source).json)
  }

  /// Adds a clip; rows stand in the order of the columns.
  mutating func add(_ clip: PackClip, file: Text) throws {
    let (origin, row) = (clip.origin, clip.origin.row)
    soundBytes += clip.sound.count
    columns[0].append(clip.sound)
    columns[1].append(file.bytes)
    columns[2].append(file.bytes)
    columns[3].append(row.label.bytes)
    columns[4].append(row.classIndex)
    append(row.eventID, to: 5)
    columns[6].append(row.sessionID.bytes)
    columns[7].append(row.sourceSet.bytes)
    columns[8].append(row.seconds)
    append(origin.audioPath, to: 9)
    append(origin.start, to: 10)
    append(origin.frames, to: 11)
    append(origin.sourceRate, to: 12)
    append(origin.ordinal, to: 13)
    append(origin.digest.map { Text($0.description) }, to: 14)
    append(origin.level?.peak, to: 15)
    append(origin.level?.peakFrame, to: 16)
    if let rms = origin.level?.rms { columns[17].append(rms) } else { columns[17].appendNull() }
    for (place, column) in carried.enumerated() {
      try append(row.carried[place], of: column.type, to: 18 + place)
    }
  }

  private mutating func append(_ text: Text?, to place: Int) {
    if let text { columns[place].append(text.bytes) } else { columns[place].appendNull() }
  }

  private mutating func append(_ number: Int?, to place: Int) {
    if let number { columns[place].append(number) } else { columns[place].appendNull() }
  }

  /// Adds a carried value, which is JSON.
  private mutating func append(_ json: Text?, of type: ColumnType, to place: Int) throws {
    guard let json else { return columns[place].appendNull() }
    text.removeAll()
    ColumnValue(json).write(as: type, to: &text)
    let value = try text.bytes.withUnsafeBytes { try parser.parse($0) }
    switch columns[place].kind {
    case .boolean: if let flag = value.bool { return columns[place].append(flag) }
    case .int64: if let number = value.int { return columns[place].append(number) }
    case .double: if let number = value.double { return columns[place].append(number) }
    case .bytes: if let text = value.text { return columns[place].append(text.bytes) }
    }
    throw PackError.impossible(
      "\(json) is no \(type.rawValue), which its column holds (clipmill health --bundle tells more)"
    )
  }

  /// Ends the row group: the pages of its columns, in order; none where it has no row.
  mutating func takeGroup() -> [[UInt8]] {
    let count = rows
    if count == 0 { return [] }
    var pages: [[UInt8]] = []
    var chunks: [ParquetFooter.Chunk] = []
    for place in columns.indices {
      let page = columns[place].takePage()
      chunks.append(.init(offset: offset, size: page.count))
      offset += page.count
      pages.append(page)
    }
    footer.add(.init(rows: count, chunks: chunks))
    soundBytes = 0
    return pages
  }
}
