import Dataset
import JSON

// The last line of a report whose shard has a tar.

extension JSONText {
  mutating func write(_ unit: UnitStamp) {
    object { json in
      json.field("unit_split", unit.split.rawValue)
      json.field("unit_size", unit.size)
      json.field("unit_xxh3_128", unit.digest)
      if let sha256 = unit.sha256 { json.field("unit_sha256", sha256) }
      json.field("unit_clips", unit.clips)
    }
  }
}

extension UnitStamp {
  private static let start = Array("{\"unit_split\":".utf8)

  /// Where the line lies in a report, without its end; nil where there is none.
  static func line(in report: [UInt8]) -> Range<Int>? {
    guard report.last == 0x0A else { return nil }
    let end = report.count - 1
    let begin = report[..<end].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return report[begin..<end].starts(with: start) ? begin..<end : nil
  }

  /// Reads the line; nil for any other.
  init?(_ value: JSONValue) {
    guard let split = value["unit_split"]?.text.flatMap({ Split(rawValue: $0.string) }),
      let size = value["unit_size"]?.int, size > 0, let clips = value["unit_clips"]?.int,
      clips > 0,
      let digest = value["unit_xxh3_128"]?.utf8.flatMap({ ContentDigest(hexadecimal: $0) })
    else { return nil }
    self.init(
      split: split, size: size, digest: digest, sha256: value["unit_sha256"]?.text?.string,
      clips: clips)
  }
}
