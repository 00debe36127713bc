import Dataset
import JSON
import TestSupport
import Testing

@testable import Bundle

/// Columns of carried values: their types, and how their values are written.
struct ColumnTests {
  private let reports = Reports()

  @Test(arguments: [
    ("null", ColumnType.null), ("true", .boolean), ("false", .boolean), ("0", .integer),
    ("-9223372036854775808", .integer), ("9223372036854775807", .integer),
    ("9223372036854775808", .number), ("1.0", .number), ("-0.0", .number), ("1e-05", .number),
    ("\"1\"", .string), ("\"\"", .string), ("[1]", .string), ("{}", .string),
  ])
  func `a value has the type of its JSON`(json: String, type: ColumnType) {
    #expect(ColumnValue(Text(json)).type == type)
  }

  private func written(_ json: String, as type: ColumnType) -> String {
    var text = JSONText()
    ColumnValue(Text(json)).write(as: type, to: &text)
    return String(decoding: text.bytes, as: UTF8.self)
  }

  @Test(arguments: [
    ("1", ColumnType.integer, "1"), ("true", .boolean, "true"), ("1", .number, "1.0"),
    ("0.5", .number, "0.5"), ("9223372036854775808", .number, "9.223372036854776e+18"),
    ("1", .string, #""1""#), ("1.0", .string, #""1""#), ("-0.0", .string, #""0""#),
    ("0.1", .string, #""0.1""#), ("1e+20", .string, #""1e+20""#), ("false", .string, #""false""#),
    (#""a \"é\"""#, .string, #""a \"é\"""#), (#"[1,"x"]"#, .string, #""[1,\"x\"]""#),
  ])
  func `a value is written as its column's type, and the same when it is read and written again`(
    json: String, type: ColumnType, expected: String
  ) {
    let once = written(json, as: type)
    #expect(once == expected)
    #expect(written(once, as: type) == once)
  }

  @Test
  func `integers from a bundle's column of numbers become the same strings as the manifest's`() {
    #expect(written(written("1", as: .number), as: .string) == written("1", as: .string))
  }

  @Test func `the named columns are those of a row, in its order`() throws {
    reports.options.bundle.labelFields = ["velocity"]
    var row = row(1)
    row.share.carried = [["1"]]
    try reports.merge(try reports.shard([row]))
    let text = try #require(reports.text("train/metadata.jsonl"))
    var parser = JSONParser()
    let names = try parser.parse(Array(text.utf8.dropLast())) { value in
      value.fields.map { String(decoding: $0.key, as: UTF8.self) }
    }
    #expect(names == ["file_name"] + RowColumns.own.map(\.name) + ["velocity"])
    for name in names { #expect(RowColumns.reserved.contains(name) == (name != "velocity")) }
  }

  @Test func `a type wider than the rows need stays, and one too narrow is widened for all rows`()
    throws
  {
    reports.options.bundle.labelFields = ["a", "b", "c"]
    reports.plan.columns = [
      CarriedColumn("a", .number), CarriedColumn("b", .integer), CarriedColumn("c"),
    ]
    var (first, second) = (row(1), row(2))
    first.share.carried = [["1", "1", nil]]
    second.share.carried = [["2", "0.5", nil]]
    let merged = try reports.merge(try reports.shard([first]), try reports.shard([second]))
    #expect(merged.columns.map(\.type) == [.number, .number, .null])
    let rows = try #require(reports.text("train/train_labels.json"))
    #expect(rows.contains(#","a":1.0,"b":1.0,"c":null}"#))
    #expect(rows.contains(#","a":2.0,"b":0.5,"c":null}"#))
    let card = try #require(reports.text("README.md"))
    for line in [
      #"  - {name: "a", dtype: float64}"#, #"  - {name: "b", dtype: float64}"#,
      #"  - {name: "c", dtype: string}"#,
    ] { #expect(card.contains(line + "\n")) }
    let left = reports.folder.files(under: "bundle").filter { $0.hasSuffix(".part") }
    #expect(left == [])
  }

  @Test func `labels and names of fields are YAML strings in the card, whatever they hold`() throws
  {
    reports.plan.classes = ["yes", "a: #'\"\\", "\u{85}\u{2028}\u{FEFF}é\n"]
    reports.options.bundle.labelFields = ["null"]
    try reports.merge(try reports.shard([row(1, ["yes"])]))
    let card = try #require(reports.text("README.md"))
    #expect(
      card.contains(
        #"{'0': "yes", '1': "a: #'\"\\", '2': "\u0085\u2028\ufeffé\n"}"#))
    #expect(card.contains(#"{name: "null", dtype: string}"#))
  }
}
