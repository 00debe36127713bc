internal import CSimdJSON

/// The reason why some bytes are not the expected JSON.
package enum JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The bytes are not JSON; the reason is one clear phrase.
  case malformed(String)
  /// An object lacks a required field.
  case missing(field: String)
  /// A value is of another kind than requested.
  case mismatched(field: String, expected: String)

  package var description: String {
    switch self {
    case .malformed(let reason): reason
    case .missing(let field): "the field \"\(field)\" is missing"
    case .mismatched(let field, let expected): "the field \"\(field)\" is not \(expected)"
    }
  }
}

extension JSONError {
  /// The phrase for an error of simdjson.
  static func reason(for code: csimdjson_code) -> String {
    switch code {
    case CSIMDJSON_NO_MEMORY: "no memory to parse it"
    case CSIMDJSON_TOO_LONG: "longer than 4 GiB"
    case CSIMDJSON_EMPTY: "empty"
    case CSIMDJSON_NOT_UTF8: "invalid UTF-8"
    case CSIMDJSON_TOO_DEEP: "nested deeper than 1,024"
    case CSIMDJSON_BAD_STRING: "broken JSON: a string with a bad escape"
    case CSIMDJSON_CONTROL_CHARACTER: "broken JSON: an unescaped control character in a string"
    case CSIMDJSON_OPEN_STRING: "cut or broken JSON: a string is not closed"
    case CSIMDJSON_BAD_NUMBER: "broken JSON: a bad number"
    case CSIMDJSON_BAD_WORD: "broken JSON: a bad true, false or null"
    default: "cut or broken JSON: a comma, colon, bracket or value is missing or misplaced"
    }
  }
}
