/// Values in Thrift's compact protocol, as far as Parquet's metadata needs them.
///
/// Apache Thrift, "Thrift Compact protocol encoding": fields of a struct in ascending order of their ids.
struct CompactThrift {
  private(set) var bytes: [UInt8] = []
  /// Id of the latest field of each open struct.
  private var latest = [0]

  private enum Kind: UInt8 {
    case int32 = 5
    case int64 = 6
    case binary = 8
    case list = 9
    case structure = 12
  }

  // MARK: Fields

  mutating func int32(_ id: Int, _ value: Int) {
    begin(id, .int32)
    zigzag(value)
  }

  mutating func int64(_ id: Int, _ value: Int) {
    begin(id, .int64)
    zigzag(value)
  }

  mutating func binary(_ id: Int, _ value: [UInt8]) {
    begin(id, .binary)
    binary(value)
  }

  mutating func structure(_ id: Int, _ body: (inout CompactThrift) -> Void) {
    begin(id, .structure)
    structure(body)
  }

  mutating func integers(_ id: Int, _ values: [Int]) {
    list(id, values.count, .int32)
    for value in values { zigzag(value) }
  }

  mutating func binaries(_ id: Int, _ values: [[UInt8]]) {
    list(id, values.count, .binary)
    for value in values { binary(value) }
  }

  mutating func structures<Element>(
    _ id: Int, _ elements: [Element], _ body: (inout CompactThrift, Element) -> Void
  ) {
    list(id, elements.count, .structure)
    for element in elements { structure { body(&$0, element) } }
  }

  // MARK: Values

  /// A struct that is an element, or stands alone.
  mutating func structure(_ body: (inout CompactThrift) -> Void) {
    latest.append(0)
    body(&self)
    latest.removeLast()
    bytes.append(0)
  }

  private mutating func binary(_ value: [UInt8]) {
    Self.append(varint: UInt64(value.count), to: &bytes)
    bytes += value
  }

  private mutating func begin(_ id: Int, _ kind: Kind) {
    let step = id - latest[latest.count - 1]
    precondition((1...15).contains(step), "fields of a struct ascend")
    latest[latest.count - 1] = id
    bytes.append(UInt8(step) << 4 | kind.rawValue)
  }

  private mutating func list(_ id: Int, _ count: Int, _ kind: Kind) {
    begin(id, .list)
    if count < 15 {
      bytes.append(UInt8(count) << 4 | kind.rawValue)
    } else {
      bytes.append(0xF0 | kind.rawValue)
      Self.append(varint: UInt64(count), to: &bytes)
    }
  }

  private mutating func zigzag(_ value: Int) {
    Self.append(varint: UInt64(bitPattern: Int64(value << 1 ^ value >> 63)), to: &bytes)
  }

  /// Adds a number seven bits at a time, the lowest first.
  static func append(varint value: UInt64, to bytes: inout [UInt8]) {
    var rest = value
    while rest > 0x7F {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
