package import Dataset

/// Fields of a document that hold many of a kind.
extension JSONText {
  /// An array with an object for each element.
  package mutating func field<Elements: Sequence>(
    _ name: StaticString, rows elements: Elements,
    _ body: (inout JSONText, Elements.Element) -> Void
  ) {
    key(name)
    array { list in
      for element in elements { list.object { body(&$0, element) } }
    }
  }

  /// An array of strings.
  package mutating func field(_ name: StaticString, texts: some Sequence<Text>) {
    key(name)
    array { list in for text in texts { list.value(text) } }
  }

  /// An object with a number under each name, in the order given.
  package mutating func field(_ name: StaticString, counts: some Sequence<(Text, Int)>) {
    key(name)
    object { object in
      for (name, count) in counts {
        object.key(text: name)
        object.value(count)
      }
    }
  }

  /// An object with the reasons that occur, in the order in which they apply.
  package mutating func field(_ name: StaticString, counts: [SkipReason: Int]) {
    let occurring = SkipReason.allCases.compactMap { reason in
      counts[reason].map { (Text(reason.rawValue), $0) }
    }
    field(name, counts: occurring)
  }
}
