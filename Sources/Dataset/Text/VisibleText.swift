/// Text from outside, made fit for one line of a terminal, a log or a message: nobody's words can move
/// a cursor, fake a line or turn the direction of writing.
extension String {
  /// Hidden characters as `\u{1B}` and the like, for people: control characters, line ends, invisible
  /// ones and those that turn the direction of writing; all else stays.
  package var visible: String {
    guard unicodeScalars.contains(where: \.isHidden) else { return self }
    return unicodeScalars.reduce(into: "") { visible, scalar in
      if scalar.isHidden {
        visible += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        visible.unicodeScalars.append(scalar)
      }
    }
  }

  /// U+FFFD in place of each hidden character and of each of private use, for programs.
  package var printable: String {
    let scalars = unicodeScalars.map { scalar in
      scalar.isHidden || scalar.properties.generalCategory == .privateUse ? "\u{FFFD}" : scalar
    }
    return String(String.UnicodeScalarView(scalars))
  }

  /// Free of the control characters of ASCII, and so of NUL and line ends; messages are held to this.
  package var isFreeOfControls: Bool { utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }
}

extension Unicode.Scalar {
  fileprivate var isHidden: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: true
    default: false
    }
  }
}
