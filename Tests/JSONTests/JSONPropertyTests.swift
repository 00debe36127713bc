import Dataset
import Foundation
import JSON
import TestSupport
import Testing

/// Writes random JSON objects, some of them broken.
struct RandomJSON {
  var random: SeededNumbers
  private var keys = 0

  init(seed: UInt64) { random = SeededNumbers(seed: seed) }

  mutating func object(depth: Int) -> String {
    var fields: [String] = []
    for _ in 0..<(random.next() % 5) {
      keys += 1
      fields.append("\"k\(keys)\(stringBody())\"\(space()):\(space())\(value(depth: depth))")
    }
    return "{" + space() + fields.joined(separator: ",") + "}"
  }

  private mutating func value(depth: Int) -> String {
    switch random.next() % (depth > 0 ? 8 : 6) {
    case 0: random.pick(["true", "false", "null"])
    case 1, 2: number()
    case 3, 4, 5: "\"" + stringBody() + "\""
    case 6: object(depth: depth - 1)
    default:
      "[" + (0..<(random.next() % 4)).map { _ in value(depth: depth - 1) }.joined(separator: ",")
        + "]"
    }
  }

  private mutating func number() -> String {
    let whole = random.pick(["0", "7", "12", "-3", "1234567890123", "-0"])
    let fraction = random.pick(["", "", ".5", ".0625", ".1", ".123456789"])
    return whole + fraction + random.pick(["", "", "e2", "E-3", "e+10", "e-20"])
  }

  private mutating func stringBody() -> String {
    (0..<(random.next() % 4)).map { _ in
      random.pick([
        "a", "é", "𝄞", "\\n", "\\\"", "\\\\", "\\u00e9", "\\ud834\\udd1e", " ", "\u{2028}", "{",
        "NaN",
      ])
    }.joined()
  }

  private mutating func space() -> String { random.pick(["", "", " ", "\t"]) }

  /// The text with one byte removed, doubled or changed.
  mutating func broken(_ text: [UInt8]) -> [UInt8] {
    var bytes = text
    let position = Int(random.next() % UInt64(bytes.count))
    switch random.next() % 3 {
    case 0: bytes.remove(at: position)
    case 1: bytes.insert(bytes[position], at: position)
    default: bytes[position] = random.pick(Array("{}[],:\"\\0a-.u".utf8) + [0x80, 0xC3, 0x01])
    }
    return bytes
  }
}

/// True if a text has 19 digits or more in a row.
private func hasLongInteger(_ text: [UInt8]) -> Bool {
  text.split { !(0x30...0x39).contains($0) }.contains { $0.count >= 19 }
}

@Suite
struct JSONPropertyTests {
  @Test(arguments: 0..<20)
  func `values are those that Foundation reads`(seed: UInt64) throws {
    var source = RandomJSON(seed: seed)
    var parser = JSONParser()
    for _ in 0..<100 {
      let text = source.object(depth: 4)
      let other = try JSONSerialization.jsonObject(with: Data(text.utf8))
      let agrees = try parser.parse(Array(text.utf8)) { same($0, other) }
      #expect(agrees, "\(text)")
    }
  }

  @Test(arguments: 0..<20)
  func `the texts that are refused are those that Foundation refuses`(seed: UInt64) {
    var source = RandomJSON(seed: seed &+ 1000)
    var parser = JSONParser()
    for _ in 0..<100 {
      let object = Array(source.object(depth: 3).utf8)
      let text = source.broken(object)
      let isAccepted = (try? parser.parse(text) { _ in true }) ?? false
      let other = try? JSONSerialization.jsonObject(with: Data(text), options: .fragmentsAllowed)
      // An integer beyond 64 bits is refused if numbers are strict; Foundation rounds it.
      if !isAccepted, other != nil, hasLongInteger(text) { continue }
      #expect(isAccepted == (other != nil), "\(String(decoding: text, as: UTF8.self))")
    }
  }

  @Test(arguments: 0..<20)
  func `numbers are correctly rounded, as the C library rounds them`(seed: UInt64) throws {
    var random = SeededNumbers(seed: seed &+ 2000)
    var parser = JSONParser()
    for _ in 0..<500 {
      let digits = String(random.next()) + String(random.next() >> (random.next() % 64))
      let text =
        "\(digits.prefix(Int(random.next() % 18) + 1)).\(random.next())e\(Int(random.next() % 600) - 320)"
      let number = text.drop { $0 == "0" && text.count > 1 }
      guard number.first != ".", let expected = strtodOf(String(number)) else { continue }
      let value = try parser.parse(Array("[\(number)]".utf8), numbers: .lenient) {
        Array($0.elements)[0].double
      }
      #expect(value == (expected.isFinite ? expected : nil), "\(number)")
      #expect(Double(number) == expected, "\(number)")
    }
  }

  private func strtodOf(_ text: String) -> Double? { text.withCString { strtod($0, nil) } }

  /// Foundation reads numbers through a decimal type and may be off in the last place.
  private func isClose(_ left: Double, _ right: Double) -> Bool {
    abs(left - right) <= 4 * max(left.ulp, right.ulp)
  }

  private func same(_ value: JSONValue, _ other: Any) -> Bool {
    switch other {
    case let object as [String: Any]:
      let fields = Array(value.fields)
      return value.isObject && fields.count == object.count
        && fields.allSatisfy { field in
          object[String(decoding: field.key, as: UTF8.self)].map { same(field.value, $0) } ?? false
        }
    case let array as [Any]:
      let elements = Array(value.elements)
      return value.isArray && elements.count == array.count
        && zip(elements, array).allSatisfy { same($0, $1) }
    case let string as String: return value.text == Text(string)
    case is NSNull: return value.isNull
    case let number as NSNumber:
      if let bool = value.bool { return number.boolValue == bool }
      return value.double.map { isClose($0, number.doubleValue) } ?? false
    default: return false
    }
  }
}
