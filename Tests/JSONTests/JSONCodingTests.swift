import Dataset
import Foundation
import TestSupport
import Testing

@testable import JSON

/// Foundation's coders are the judges; of equal keys they take the first, which no text here has.
@Suite struct JSONCodingTests {
  private enum Kind: String, Codable { case plain, odd }

  private enum Choice: Codable, Hashable {
    case none
    case one(Int)
    case named(text: String, at: Double)
  }

  private struct Inner: Codable, Hashable {
    var zebra = 1
    var apple: String?
    var mixedCaseName = true
    var numbers: [Double] = []
  }

  private struct Outer: Codable, Hashable {
    var name = ""
    var b = Int.max
    var a = Int.min
    var small: UInt8 = 255
    var wide = UInt64.max
    var ratio = 0.1
    var kind = Kind.odd
    var choice = Choice.none
    var inner = Inner()
    var list: [Inner] = []
    var nested: [[Int?]] = []
    var table: [String: Int] = [:]
    var range: Range<Int>?
  }

  private static func value(_ generator: inout SeededNumbers) -> Outer {
    func number() -> Int { Int.random(in: -9...9, using: &generator) }
    func text() -> String {
      let parts = [
        "a", "\"", "\\", "/", "\n", "\t", "\u{1}", "\u{7F}", "é", "e\u{301}", "☃", "🥁", " ",
      ]
      return (0..<abs(number())).map { _ in parts.randomElement(using: &generator) ?? "" }.joined()
    }
    func inner() -> Inner {
      Inner(
        zebra: number(), apple: number() > 0 ? text() : nil, mixedCaseName: number() > 0,
        numbers: [
          Double(number()), Double(number()) / 7, 1e300 * Double(number()), .leastNonzeroMagnitude,
        ])
    }
    var value = Outer(name: text(), ratio: Double(number()) * 1e-7, inner: inner())
    value.choice =
      [.none, .one(number()), .named(text: text(), at: Double(number()))]
      .randomElement(using: &generator) ?? .none
    value.list = (0..<abs(number())).map { _ in inner() }
    value.nested = [[], [number(), nil], [nil]]
    for _ in 0..<abs(number() * 7) { value.table[text() + "\(number())"] = number() }
    if number() > 0 { value.range = 3..<7 }
    return value
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `written values read back equal, here and by Foundation`(seed: UInt64) throws {
    var generator = SeededNumbers(seed: seed)
    let value = Self.value(&generator)
    let bytes = JSONFile.encode(value)
    #expect(try JSONFile.decode(Outer.self, from: bytes) == value)
    #expect(try JSONDecoder().decode(Outer.self, from: Data(bytes)) == value)
    #expect(try JSONFile.decode(Outer.self, from: Array(JSONEncoder().encode(value))) == value)
  }

  @Test func `the keys of an object are in the order of their bytes, without white space`() {
    let value = Outer(name: "x", inner: Inner(numbers: [1, 0.5]), table: ["b": 1, "a": 2, "B": 3])
    let expected =
      #"{"a":-9223372036854775808,"b":9223372036854775807,"choice":{"none":{}},"#
      + #""inner":{"mixedCaseName":true,"numbers":[1,0.5],"zebra":1},"kind":"odd","list":[],"#
      + #""name":"x","nested":[],"ratio":0.1,"small":255,"table":{"B":3,"a":2,"b":1},"#
      + #""wide":18446744073709551615}"#
    #expect(String(decoding: JSONFile.encode(value), as: UTF8.self) == expected)
  }

  @Test func `keys for people are in snake case, both ways`() throws {
    let bytes = JSONFile.encode(Inner(apple: "x"), as: .line)
    #expect(
      String(decoding: bytes, as: UTF8.self)
        == #"{"apple":"x","mixed_case_name":true,"numbers":[],"zebra":1}"#)
    #expect(try JSONFile.decode(Inner.self, from: bytes, as: .line) == Inner(apple: "x"))
  }

  private struct Page: Encodable {
    var zebraID: String?
    var apple = 1.0
    var loud = "\u{8}"
    @OmittedIfNil var left: Int?
    var list: [Inner] = []
    var names = OrderedFields([("two Words", 2), ("A", 1)])

    func encode(to encoder: any Encoder) throws {
      var whole = encoder.container(keyedBy: CodingKeys.self)
      try whole.encodeIfPresent(zebraID, forKey: .zebraID)
      try whole.encode(apple, forKey: .apple)
      try whole.encode(_left, forKey: .left)
      try whole.encode(loud, forKey: .loud)
      try Part(list: list, names: names).encode(to: encoder)
    }

    enum CodingKeys: String, CodingKey {
      case zebraID, apple, left
      case loud = "LUFS_i"
    }

    struct Part: Encodable {
      var list: [Inner]
      var names: OrderedFields<Int>
    }
  }

  @Test func `a document has its keys in declared order, an element a line, and null for nil`() {
    let text = """
      {
        "zebra_id": null,
        "apple": 1.0,
        "LUFS_i": "\\b",
        "list": [
          {
            "zebra": 1,
            "apple": null,
            "mixed_case_name": true,
            "numbers": []
          }
        ],
        "names": {
          "two Words": 2,
          "A": 1
        }
      }

      """
    #expect(String(decoding: JSONFile.document(Page(list: [Inner()])), as: UTF8.self) == text)
  }

  @Test func `fields whose names come with the data keep their order and their names`() throws {
    let bytes = Array(#"{"b_c":1,"a":2,"bC":null,"Z":3}"#.utf8)
    let fields = try JSONFile.decode(OrderedFields<Int>.self, from: bytes, as: .document)
    #expect(fields.names == ["b_c", "a", "Z"])
    #expect(fields.fields.map(\.value) == [1, 2, 3])
    #expect(fields.byName == ["b_c": 1, "a": 2, "Z": 3])
  }

  @Test(arguments: [
    ("[]", "it is not an object"), ("{}", "the field \"zebra\" is missing"),
    ("{\"zebra\":1.5}", "the field \"zebra\" is not an integer"),
    ("{\"zebra\":1,\"apple\":2}", "the field \"apple\" is not a string"),
    (
      "{\"zebra\":1,\"mixed_case_name\":1}",
      "the field \"mixed_case_name\" is not true or false"
    ),
    (
      "{\"zebra\":1,\"mixed_case_name\":true,\"numbers\":{}}",
      "the field \"numbers\" is not an array"
    ),
  ])
  func `an error names the field and what it should be`(text: String, words: String) {
    let error = #expect(throws: JSONError.self) {
      try JSONFile.decode(Inner.self, from: Array(text.utf8), as: .document)
    }
    #expect(error?.description == words)
  }

  @Test func `a tolerant reader takes the optional fields that fit`() throws {
    struct Loose: Decodable {
      var number: Int?
      var text: String?
      var fields: OrderedFields<Int>?
      var inner: Inner?
    }
    let text = #"{"number":"x","text":"y","fields":{"a":1,"b":"2","c":3},"inner":{}}"#
    let loose = try JSONFile.decode(Loose.self, from: Array(text.utf8), tolerant: true)
    #expect(loose.number == nil)
    #expect(loose.text == "y")
    #expect(loose.fields?.names == ["a", "c"])
    #expect(loose.inner == nil)
    #expect(throws: JSONError.mismatched(field: "number", expected: "an integer")) {
      try JSONFile.decode(Loose.self, from: Array(text.utf8))
    }
  }

  @Test(arguments: [
    "{}", "[]", "1", "{\"zebra\":1.5}", "{\"zebra\":9223372036854775808}", "{\"zebra\":\"1\"}",
    "{\"zebra\":1,\"mixedCaseName\":1,\"numbers\":[]}",
    "{\"zebra\":1,\"mixedCaseName\":true,\"numbers\":[\"1\"]}",
    "{\"zebra\":1,\"mixedCaseName\":true,\"numbers\":{}}",
    "{\"zebra\":1,\"mixedCaseName\":true,\"numbers\":[]", "\u{FEFF}{}", "",
  ])
  func `a value that lacks a field or has one of another kind is not read`(text: String) {
    #expect(throws: (any Error).self) { try JSONFile.decode(Inner.self, from: Array(text.utf8)) }
  }

  @Test func `unknown fields are ignored, and the last of equal keys counts`() throws {
    let text =
      #"{"zebra":1,"new":{"deep":[1,{}]},"mixedCaseName":true,"numbers":[2],"zebra":7,"apple":null}"#
    let value = try JSONFile.decode(Inner.self, from: Array(text.utf8))
    #expect(value == Inner(zebra: 7, apple: nil, mixedCaseName: true, numbers: [2]))
  }

  @Test func `an object of very many fields is read in one pass`() throws {
    let table = Dictionary(uniqueKeysWithValues: (0..<100_000).map { ("key \($0)", $0) })
    #expect(try JSONFile.decode([String: Int].self, from: JSONFile.encode(table)) == table)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `damaged text is refused, or read as Foundation reads it`(seed: UInt64) throws {
    var generator = SeededNumbers(seed: seed)
    let whole = JSONFile.encode(Self.value(&generator))
    for _ in 0..<200 {
      var bytes = whole
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
      case 1: bytes.removeSubrange(place..<min(place + 3, bytes.count))
      case 2: bytes.swapAt(place, Int.random(in: 0..<bytes.count, using: &generator))
      default:
        bytes.insert(contentsOf: "\\u0041,null:1e5".utf8.shuffled(using: &generator), at: place)
      }
      guard let read = try? JSONFile.decode(Outer.self, from: bytes),
        let judged = try? JSONDecoder().decode(Outer.self, from: Data(bytes))
      else { continue }
      #expect(read == judged, "\(String(decoding: bytes, as: UTF8.self))")
    }
  }
}
