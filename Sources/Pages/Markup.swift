import Dataset

/// A piece of a page.
///
/// The literal is markup; every value in it is escaped, so that no text of a manifest can become a tag, an attribute
/// or a script.
struct Markup: ExpressibleByStringInterpolation {
  private(set) var text: String

  init(stringLiteral text: String) { self.text = text }

  init(stringInterpolation pieces: Interpolation) { text = pieces.text }

  struct Interpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    mutating func appendLiteral(_ literal: String) { text += literal }

    mutating func appendInterpolation(_ markup: Markup) { text += markup.text }

    mutating func appendInterpolation(_ list: [Markup]) { for item in list { text += item.text } }

    mutating func appendInterpolation(_ words: String) { Markup.escape(words, into: &text) }

    mutating func appendInterpolation(_ words: Text) { Markup.escape(words.string, into: &text) }

    mutating func appendInterpolation(_ number: Int) { text += number.grouped }
  }

  /// Control characters, which a page may not hold, become visible signs.
  private static func escape(_ words: String, into text: inout String) {
    for scalar in words.unicodeScalars {
      switch scalar {
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "&": text += "&amp;"
      case "\"": text += "&quot;"
      case "'": text += "&#39;"
      case "\n", "\t": text += " "
      case "\0"..."\u{1F}":
        text.unicodeScalars.append(Unicode.Scalar(scalar.value + 0x2400) ?? "\u{FFFD}")
      case "\u{7F}"..."\u{9F}": text += "\u{FFFD}"
      default: text.unicodeScalars.append(scalar)
      }
    }
  }

  static func += (page: inout Markup, more: Markup) { page.text += more.text }
}

extension Markup {
  /// A name from a manifest, which may be broken behind an underscore.
  ///
  /// Its direction of writing does not affect the text around it.
  static func name(_ text: Text) -> Markup {
    if text.isEmpty { return "<i>none</i>" }
    var whole: Markup = "<bdi>\(text)</bdi>"
    // An underscore is not part of any escape or tag in it by now.
    whole.text = whole.text.replacing("_", with: "_<wbr>")
    return whole
  }
}
