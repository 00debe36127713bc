import Files
import Testing

/// The kind of a file by its first bytes.
struct ManifestKindTests {
  private static let event = #"{"event_id": "e", "onset_time": 1, "components": []}"# + "\n"

  private static func utf16(_ text: String, mark: Bool, bigEndian: Bool = false) -> [UInt8] {
    let units = (mark ? [0xFEFF] : []) + Array(text.utf16)
    return units.flatMap { unit in
      let bytes = [UInt8(unit & 0xFF), UInt8(unit >> 8)]
      return bigEndian ? bytes.reversed() : bytes
    }
  }

  private static func utf32(_ text: String, mark: Bool) -> [UInt8] {
    ((mark ? "\u{FEFF}" : "") + text).unicodeScalars.flatMap { scalar in
      (0..<4).map { UInt8(truncatingIfNeeded: scalar.value >> (8 * $0)) }
    }
  }

  private static let binaries: [([UInt8], String)] = [
    ([0x1F, 0x8B, 8, 0], "gzip-compressed"),
    ([0x28, 0xB5, 0x2F, 0xFD, 4], "zstd-compressed"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0], "xz-compressed"),
    (Array("BZh91AY&SY\u{1}".utf8), "bzip2-compressed"),
    (Array("PK\u{3}\u{4}\u{14}\0".utf8), "zip-compressed"),
    (Array("RIFF\u{1}\0\0\0WAVEfmt ".utf8), "a sound file (WAV)"),
    (Array("FORM\0\0\0\u{1}AIFFCOMM".utf8), "a sound file (AIFF)"),
    (Array("FORM\0\0\0\u{1}AIFCFVER".utf8), "a sound file (AIFF)"),
    (Array("fLaC\0\0\0\u{22}".utf8), "a sound file (FLAC)"),
    (Array("OggS\0\u{2}\0\0".utf8), "a sound file (Ogg)"),
    (Array("ID3\u{4}\0\0\0\0".utf8), "a sound file (MP3)"),
    ([0xFF, 0xFB, 0x90, 0x64, 0, 0], "a sound file (MP3)"),
    (Array("caff\0\u{1}\0\0desc".utf8), "a sound file (CAF)"),
    (Array("\0\0\0\u{20}ftypM4A ".utf8), "a sound file (MP4)"),
    (Array("PAR1\u{15}\0".utf8), "Parquet"),
    (Array("SQLite format 3\0".utf8), "a SQLite database"),
    ([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0, 0, 0], "a binary file"),
    (utf16(event, mark: true), "UTF-16 text"),
    (utf16(event, mark: true, bigEndian: true), "UTF-16 text"),
    (utf16(event, mark: false), "UTF-16 text"),
    (utf16(event, mark: false, bigEndian: true), "UTF-16 text"),
    (utf32(event, mark: true), "UTF-32 text"),
    (utf32(event, mark: false), "UTF-32 text"),
  ]

  @Test(arguments: binaries.indices)
  func `a file that is not UTF-8 text is recognised by its first bytes`(number: Int) {
    let (head, name) = Self.binaries[number]
    #expect(ManifestKind(head: head).name == name)
  }

  private static let texts = [
    ("[\(event),\(event)]", "one JSON array"),
    ("\u{FEFF} \n[\n  {\n    \"event_id\": \"e\",\n", "one JSON array"),
    ("[]", "one JSON array"),
    (
      "{\n  \"events\": [\n    {\"id\": 1},\n    {\"id\": 2}\n  ]\n}\n",
      "one JSON object over many lines"
    ),
    ("{\"images\": [\n{\"id\": 1},\n{\"id\": NaN}]}", "one JSON object over many lines"),
    ("path,start,label\na.wav,1.5,kick\nb.wav,2,\"snare, rim\"\n", "CSV"),
    ("path,start,label\r\n\"a\nb.wav\",1.5,kick\r\n", "CSV"),
    ("path\tstart\na.wav\t1.5\n", "TSV"),
    ("path;start\na.wav;1,5\n", "CSV with ; between its fields"),
    ("0.5\t0.5\tkick\n1.5\t1.75\tsnare hit\n", "an Audacity label track"),
    ("<!DOCTYPE html>\n<html>", "an HTML page"),
    ("<?xml version=\"1.0\"?>", "XML"),
    (
      "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n",
      "a Git LFS pointer, which stands for a file that was not fetched"
    ),
  ]

  @Test(arguments: texts)
  func `text of another kind is recognised by its shape`(text: String, name: String) {
    #expect(ManifestKind(head: Array(text.utf8)).name == name)
  }

  /// One bad line makes no other file of a manifest: it is named as malformed.
  @Test(arguments: [
    "", "\n\n", "\u{FEFF}", event, "\u{FEFF}" + event,
    "[]\n\(event)", "x,y,z\n\(event)", "1,2,3\na,b,c\n\(event)", "\0\0\0\0\n\(event)",
    "{\"event_id\": \"e\",\n\(event)", "{\"event_id\": \n\(event)", "{\"event_id\": \"e\n\(event)",
    "{\n\(event)", "[\"a\", 1]\n[\"b\", 2]\n", "not json\nnor this\n", "[{\"a\": 1}\n\(event)",
    #"{"images": [{"id": 1}], "annotations": []}"#, "{ }\n", "{\u{20}\t\"a\": 1}",
  ])
  func `a file with one line that may be an event is lines`(text: String) {
    #expect(ManifestKind(head: Array(text.utf8)) == .lines)
  }

  @Test
  func `a head that ends within a record is judged by the records before`() {
    let row = "a.wav,1.5,kick\n"
    let text = String(repeating: row, count: ManifestKind.headSize / row.utf8.count + 1)
    #expect(
      ManifestKind(head: Array(text.utf8.prefix(ManifestKind.headSize))).name == "CSV")
  }

  @Test(arguments: [
    ("/d/e.jsonl.gz", "/d/e.jsonl"), ("/d/e.json", "/d/e.jsonl"), ("/d/e.csv.gz", "/d/e.jsonl"),
    ("/d/e.jsonl", "/d/e.manifest.jsonl"), ("/d/e", "/d/e.manifest.jsonl"),
  ])
  func `the manifest made of a file is named after it, never as the file itself`(
    path: String, name: String
  ) {
    #expect(ManifestKind.manifestName(for: path) == name)
  }
}
