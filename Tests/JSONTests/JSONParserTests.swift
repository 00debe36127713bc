import Dataset
import JSON
import Testing

@Suite
struct JSONParserTests {
  private func read<Result>(_ text: String, _ body: (JSONValue) throws -> Result) throws -> Result {
    var parser = JSONParser()
    return try parser.parse(Array(text.utf8), body)
  }

  @Test
  func `the fields of an object are read by name and kind`() throws {
    let text =
      #"{"count":3,"seconds":1.5,"whole":2,"done":true,"name":"é","none":null,"rows":[1,2],"at":{"n":-1}}"#
    try read(text) { (object) throws in
      #expect(try object.int("count") == 3)
      #expect(try object.double("seconds") == 1.5)
      #expect(try object.double("whole") == 2)
      #expect(try object.bool("done"))
      #expect(try object.text("name") == "é")
      #expect(try object.string("name") == "é")
      #expect(try object.optionalText("none") == nil)
      #expect(try object.optionalText("absent") == nil)
      #expect(try object.array("rows").compactMap(\.int) == [1, 2])
      #expect(try object.object("at").int("n") == -1)
      #expect(object["absent"] == nil)
    }
  }

  @Test
  func `a field that is absent or of another kind is an error that names it`() throws {
    let text = #"{"count":1.5,"name":1,"big":18446744073709551615}"#
    let cases: [(String, (JSONValue) throws -> Void)] = [
      (#"the field "x" is missing"#, { _ = try $0.int("x") }),
      (#"the field "count" is not an integer"#, { _ = try $0.int("count") }),
      (#"the field "big" is not an integer"#, { _ = try $0.int("big") }),
      (#"the field "name" is not a string"#, { _ = try $0.text("name") }),
      (#"the field "name" is not a string"#, { _ = try $0.optionalText("name") }),
      (#"the field "count" is not an array"#, { _ = try $0.array("count") }),
      (#"the field "count" is not an object"#, { _ = try $0.object("count") }),
      (#"the field "count" is not true or false"#, { _ = try $0.bool("count") }),
      (#"the field "big" is not a string"#, { _ = try $0.string("big") }),
    ]
    for (words, attempt) in cases {
      let error = #expect(throws: JSONError.self) { try read(text, attempt) }
      #expect(error?.description == words)
    }
  }

  @Test(arguments: ["NaN", "[Infinity]", "1e400", #"{"a":123456789012345678901}"#])
  func `numbers that JSON does not have are refused unless they are requested`(text: String) throws
  {
    #expect(throws: JSONError.self) { try read(text) { _ in } }
    var parser = JSONParser()
    try parser.parse(Array(text.utf8), numbers: .lenient) { _ in }
  }

  @Test
  func `a parser works on after a text that was refused or very long`() throws {
    var parser = JSONParser()
    for count in [10, 5_000_000, 10, 100_000] {
      let text = Array(
        ("[" + Array(repeating: "1", count: count).joined(separator: ",") + "]").utf8)
      #expect(try parser.parse(text) { $0.elements.reduce(0) { $0 + ($1.int ?? 0) } } == count)
      #expect(throws: JSONError.self) { try parser.parse(Array("[1".utf8)) { _ in } }
    }
  }

  @Test
  func `compact text keeps the last of equal keys and escapes only what it must`() throws {
    let text =
      #" { "b" : 1 , "a" : "\/\u0001\u001f\b\"\\é" , "b" : [ -0, 1E2, 1.50, 18446744073709551615 ] } "#
    let compact = try read(text) { $0.compactText }
    #expect(compact == #"{"a":"/\u0001\u001f\u0008\"\\é","b":[0,100.0,1.5,18446744073709551615]}"#)
  }
}
