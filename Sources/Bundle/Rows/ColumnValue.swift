package import Dataset
package import JSON

/// A carried value: the compact JSON of what a manifest has, as reports hold it.
package struct ColumnValue {
  private let json: Text

  package init(_ json: Text) { self.json = json }

  /// The type of a column that has this value alone; arrays and objects are strings.
  package var type: ColumnType {
    switch json.bytes.first ?? 0 {
    case UInt8(ascii: "t"), UInt8(ascii: "f"): .boolean
    case UInt8(ascii: "n"): .null
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      Int(json.string) == nil ? .number : .integer
    default: .string
    }
  }

  /// Writes the value as one of a column of this type, which must hold values of the type of this one.
  ///
  /// A value that is so written and read again is written the same the next time.
  package func write(as column: ColumnType, to text: inout JSONText) {
    switch (column, type) {
    case (.number, .integer), (.number, .number): text.value(Double(json.string))
    case (.string, .integer), (.string, .number): text.value(plainNumber)
    case (.string, .boolean): text.value(json)
    case (.string, .string) where json.bytes.first != UInt8(ascii: "\""): text.value(json)
    default: text.raw(json.bytes)
    }
  }

  /// A number's text is that of its value: `1` and `1.0` are the same one.
  private var plainNumber: String {
    guard type == .number, let number = Double(json.string) else { return json.string }
    return Int(exactly: number).map { "\($0)" } ?? number.description
  }
}

extension PlanSummary {
  /// The columns that rows carry along; one that the plan does not know begins as null.
  package func columns(of options: BundleOptions) -> [CarriedColumn] {
    options.labelFields.map { name in
      columns.first { $0.name == name } ?? CarriedColumn(name)
    }
  }
}

extension [CarriedColumn] {
  /// Lets the columns hold a label's values too; nil is null.
  package mutating func widen(for values: [Text?]) {
    for (place, value) in values.enumerated() where self[place].type != .string {
      guard let value else { continue }
      self[place].type = self[place].type.joined(with: ColumnValue(value).type)
    }
  }
}
