package import Dataset

extension JSONText {
  /// An array with an object for each line: number, byte offset and reason.
  package mutating func field(_ name: StaticString, lines: [MalformedLine]) {
    field(name, rows: lines) { row, line in
      row.field("line", line.number)
      row.field("byte_offset", line.byteOffset)
      row.field("reason", line.reason)
    }
  }
}

extension JSONText {
  /// An array with an object for each label: how often, and what may have been meant.
  package mutating func field(_ name: StaticString, unknown labels: [TaxonomyFindings.Unknown]) {
    field(name, rows: labels) { row, unknown in
      row.field("label", unknown.label)
      row.field("count", unknown.count)
      row.field("suggestion", unknown.suggestion)
    }
  }

  /// An array with an object for each alias: what it stands for, and how often.
  package mutating func field(_ name: StaticString, aliases: [TaxonomyFindings.Alias]) {
    field(name, rows: aliases) { row, alias in
      row.field("alias", alias.name)
      row.field("label", alias.label)
      row.field("count", alias.count)
    }
  }
}

extension JSONText {
  /// An object from name to count, by the names' bytes.
  package mutating func field(_ name: StaticString, _ counts: NameCounts) {
    field(
      name,
      object: { object in
        for row in counts.byName {
          object.key(text: row.name)
          object.value(row.count)
        }
      })
  }
}
