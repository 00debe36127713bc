/// The type of a column of carried values: the same in every row of a bundle.
package enum ColumnType: String, Hashable, Sendable, Codable {
  /// Only null.
  case null
  case boolean
  /// Integers that fit 64 bits.
  case integer
  /// Binary64.
  case number
  case string

  /// The narrowest type that holds the values of both: integers are numbers, and other types that differ become
  /// strings.
  package func joined(with other: ColumnType) -> ColumnType {
    switch (self, other) {
    case (.null, _): other
    case (_, .null): self
    case (.integer, .number), (.number, .integer): .number
    default: self == other ? self : .string
    }
  }
}

/// A field that `--label-field` names, and the type of its column.
package struct CarriedColumn: Hashable, Sendable, Codable {
  package let name: Text
  package var type: ColumnType

  package init(_ name: Text, _ type: ColumnType = .null) {
    self.name = name
    self.type = type
  }
}
