extension String {
  /// The text with each of some signs replaced.
  ///
  /// Signs are scalars, not Characters: a quotation mark before a combining mark is one Character with it, and would
  /// be overlooked.
  package func escaping(_ signs: [Unicode.Scalar: String]) -> String {
    guard unicodeScalars.contains(where: { signs[$0] != nil }) else { return self }
    return unicodeScalars.reduce(into: "") { text, scalar in
      if let words = signs[scalar] { text += words } else { text.unicodeScalars.append(scalar) }
    }
  }
}
