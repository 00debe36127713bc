package import Dataset
package import JSON

/// A carried value: the compact JSON of the manifest's value, as reports hold it.
package struct ColumnValue {
  private let json: Text

  package init(_ json: Text) { self.json = json }

  /// The type of a column with this value alone; arrays and objects are strings.
  package var type: ColumnType {
    switch json.bytes.first ?? 0 {
    case UInt8(ascii: "t"), UInt8(ascii: "f"): .boolean
    case UInt8(ascii: "n"): .null
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      Int(json.string) == nil ? .number : .integer
    default: .string
    }
  }

  /// Writes the value as one of a column of this type, which must include the value's own type.
  ///
  /// A value that is written in this way and read again is written the same the next time.
  package func write(as column: ColumnType, to text: inout JSONText) {
    switch (column, type) {
    case (.number, .integer), (.number, .number): text.value(Double(json.string))
    case (.string, .integer), (.string, .number): text.value(plainNumber)
    case (.string, .boolean): text.value(json)
    case (.string, .string) where json.bytes.first != UInt8(ascii: "\""): text.value(json)
    default: text.raw(json.bytes)
    }
  }

  /// The text of a number depends on its value: `1` and `1.0` have the same one.
  private var plainNumber: String {
    guard type == .number, let number = Double(json.string) else { return json.string }
    return Int(exactly: number).map { "\($0)" } ?? number.description
  }
}

extension PlanSummary {
  /// The carried columns of the rows; a column that the plan does not know begins as null.
  package func columns(of options: BundleOptions) -> [CarriedColumn] {
    options.labelFields.map { name in
      columns.first { $0.name == name } ?? CarriedColumn(name)
    }
  }
}

extension [CarriedColumn] {
  /// Widens the columns so that they also hold a label's values; nil is null.
  package mutating func widen(for values: [Text?]) {
    for (place, value) in values.enumerated() where self[place].type != .string {
      guard let value else { continue }
      self[place].type = self[place].type.joined(with: ColumnValue(value).type)
    }
  }
}
