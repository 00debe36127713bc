/// Text from outside, made fit for one line of a terminal, a log or a message: no such text can move a cursor, fake a
/// line or change the direction of writing.
extension String {
  /// Shows hidden characters as `\u{1B}` and the like, for people: control characters, line ends, invisible ones and
  /// those that change the direction of writing; everything else stays.
  package var visible: String {
    replacing(\.isHidden, by: \.sign)
  }

  /// The same for a text of several lines: line ends stay.
  package var visibleLines: String {
    replacing({ $0.isHidden && $0 != "\n" }, by: \.sign)
  }

  /// The same for JSON: hidden characters, which appear only in strings, become escapes of JSON, so that the value
  /// stays the same.
  package var visibleJSON: String {
    replacing({ $0.isHidden && $0 != "\n" }, by: \.jsonEscape)
  }

  private func replacing(
    _ isReplaced: (Unicode.Scalar) -> Bool, by words: (Unicode.Scalar) -> String
  ) -> String {
    guard unicodeScalars.contains(where: isReplaced) else { return self }
    return unicodeScalars.reduce(into: "") { text, scalar in
      if isReplaced(scalar) {
        text += words(scalar)
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
  }

  /// U+FFFD in place of each hidden character and of each private-use one, for programs.
  package var printable: String {
    let scalars = unicodeScalars.map { scalar in
      scalar.isHidden || scalar.properties.generalCategory == .privateUse ? "\u{FFFD}" : scalar
    }
    return String(String.UnicodeScalarView(scalars))
  }

  /// True if the text has no ASCII control characters, and so no NUL and no line ends; messages must be so.
  package var isFreeOfControls: Bool { utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }
}

extension Unicode.Scalar {
  /// True if a reader does not see it: a control character, an invisible one, or one of direction.
  var isHidden: Bool {
    if value < 0x7F { return value < 0x20 }
    return switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: true
    default: false
    }
  }

  fileprivate var sign: String { "\\u{\(String(value, radix: 16, uppercase: true))}" }

  /// The scalar as JSON escapes it, `\u202e` or a pair of surrogates.
  package var jsonEscape: String {
    String(self).utf16.map { unit in
      let digits = String(unit, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }.joined()
  }
}
