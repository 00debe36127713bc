internal import CSimdJSON

/// A parser of JSON texts that keeps its buffers from one text to the next.
///
/// Every byte is validated: UTF-8, grammar, escapes, nesting up to 1,024 levels.
package struct JSONParser: ~Copyable {
  private let handle: OpaquePointer

  package init() {
    guard let handle = csimdjson_create(JSONChecks.depthLimit) else {
      preconditionFailure("no memory for a JSON parser")
    }
    self.handle = handle
  }

  deinit { csimdjson_destroy(handle) }

  /// The numbers that a text may hold.
  package enum Numbers {
    /// Those of JSON that fit Int64, UInt64 (integers) or binary64.
    case strict
    /// Also NaN, Infinity and -Infinity, integers of any length, and numbers beyond binary64.
    ///
    /// A number without a finite binary64 value becomes a value that `isUnrepresentable`.
    case lenient
  }

  /// Parses one JSON text; the value borrows from the parser until the next parse or its end.
  package mutating func parse(_ text: UnsafeRawBufferPointer, numbers: Numbers = .strict)
    throws(JSONError) -> JSONValue
  {
    if JSONChecks.isTooDeep(text) {
      throw .malformed(JSONError.reason(for: CSIMDJSON_TOO_DEEP))
    }
    var root = csimdjson_value()
    var code = csimdjson_parse(handle, text.baseAddress, text.count, &root)
    var isRewritten = false
    if code != CSIMDJSON_OK, numbers == .lenient, Self.mayBeNumbers(code),
      let other = JSONNumberRewriting.rewrite(text)
    {
      isRewritten = true
      code = other.withUnsafeBytes {
        csimdjson_parse(handle, $0.baseAddress, $0.count, &root)
      }
    }
    guard code == CSIMDJSON_OK else {
      if code == CSIMDJSON_BAD_STRING, JSONChecks.hasUnpairedSurrogate(text) {
        throw .malformed("an unpaired surrogate escape")
      }
      throw .malformed(JSONError.reason(for: code))
    }
    return JSONValue(raw: root, isRewritten: isRewritten)
  }

  /// Parses one JSON text and passes the value, which must not leave `body`.
  package mutating func parse<Result>(
    _ text: [UInt8], numbers: Numbers = .strict, _ body: (JSONValue) throws -> Result
  ) throws -> Result {
    try text.withUnsafeBytes { try body(try parse($0, numbers: numbers)) }
  }

  /// True if numbers that simdjson does not read may be the cause of its error.
  private static func mayBeNumbers(_ code: csimdjson_code) -> Bool {
    switch code {
    case CSIMDJSON_BAD_NUMBER, CSIMDJSON_BAD_STRUCTURE, CSIMDJSON_BAD_WORD: true
    default: false
    }
  }
}
