import Foundation
import TestSupport
import Testing

/// Files from which no manifest can be made, and paths where none may go.
struct ImportRefusalTests {
  private static let refusals: [(name: String, bytes: [UInt8], line: String)] = [
    (
      "e.csv", Array("path,start,label\na.wav,1,kick\nb.wav,2\n".utf8),
      "line 3 of e.csv: 2 fields, where the header has 3 (quote a field that holds what stands"
        + " between them)"
    ),
    (
      "e.csv", Array("a.wav,1,kick\nb.wav,2,snare\n".utf8),
      "e.csv has no header: its first line is a.wav, 1, kick (put a line with the names of the"
        + " columns above it)"
    ),
    (
      "e.csv", Array("path,start,path\na.wav,1,kick\n".utf8),
      "two columns of e.csv are named path (rename one)"
    ),
    (
      "e.csv", Array("path,start,label\na.wav,1,".utf8) + [0xE9, 0x0A],
      "line 2 of e.csv: invalid UTF-8 (save the file as UTF-8)"
    ),
    (
      "e.csv", Array("path,start,label\na.wav,1,k\na.wav,2,\"k\n".utf8),
      "line 3 of e.csv: a quote is opened and not closed"
    ),
    (
      "e.csv", Array("path,start,label\na.wav,x,k\n".utf8),
      "no record of e.csv gives onset_time: name the key that does (--field onset_time=KEY)"
    ),
    (
      "e.csv", Array("id,start\na,1\nb,2\n".utf8),
      "no key of e.csv gives audio_path, components; found: id, start (--field audio_path=KEY"
        + " --field components=KEY)"
    ),
    (
      "e.csv", Array("path,label\na,1\nb,2\n".utf8),
      "no key of e.csv gives onset_time; found: path, label (--field onset_time=KEY; where each"
        + " file is one sound: --from audiofolder)"
    ),
    ("e.json", Array("[{\"path\": 1},\n3]".utf8), "line 2 of e.json: not a JSON object"),
    (
      "e.json", Array("[{\"path\": \"a\", \"start\": 1, \"label\": \"k\"},\n".utf8),
      "line 2 of e.json: the array does not end: the file is cut short"
    ),
    (
      "e.json", Array("[{\"path\": \"a\", \"start\": 1, \"label\": ".utf8),
      "line 1 of e.json: the array ends within an element"
    ),
    (
      "e.json", Array("[]".utf8),
      "no key of e.json gives audio_path, onset_time, components;"
        + " found:  (--field audio_path=KEY --field onset_time=KEY --field components=KEY)"
    ),
    (
      "e.gz", Array(gzip(Array("path,start,label\na,1,k\n".utf8)).dropLast(9)),
      "could not use e.gz: its gzip data is cut short (fetch or make it again)"
    ),
    (
      "e.gz", gzip(Array("path,start,label\n".utf8)).dropLast(6) + [1, 2, 3, 4, 5, 6],
      "could not use e.gz: its gzip data is damaged (fetch or make it again)"
    ),
    (
      "e.jsonl", [0xFF, 0xFE, 0x7B, 0, 0x00, 0xDC],
      "could not use e.jsonl: it is not valid UTF-16 (save it as UTF-8)"
    ),
    (
      "e.coco", Array("{\n \"images\": [],\n \"annotations\": []\n}".utf8),
      "e.coco is one JSON object over many lines, which import cannot read (extract the array of"
        + " its events: jq .KEY e.coco > events.json; clipmill import events.json"
        + " e.coco.manifest.jsonl makes one from that)"
    ),
  ]

  @Test(arguments: refusals.indices)
  func `a field without a key is named, and nothing is written`(number: Int) throws {
    let (name, bytes, line) = Self.refusals[number]
    try ImportedFile(name, bytes).expectRefusal(65, line)
  }

  @Test
  func `no file is replaced without a request, and the imported one never`() throws {
    let file = try ImportedFile("e.csv", "path,start,label\na,1,k\n")
    let first = file.lines
    let again = try Program.run(["import", "e.csv", "out.jsonl"], in: file.scratch.path)
    #expect(again.code == 73)
    #expect(
      again.errors
        == "clipmill: \(file.scratch.file("out.jsonl")) exists: --overwrite replaces it\n")
    try file.scratch.write("e.csv", "path,start,label\nb,2,k\n")
    let over = try Program.run(
      ["import", "e.csv", "out.jsonl", "--overwrite"], in: file.scratch.path)
    #expect(over.code == 0 && file.lines != first)
    let folder = try file.scratch.makeFolder("folder")
    let special = try Program.run(
      ["import", "e.csv", "folder", "--overwrite"], in: file.scratch.path)
    #expect(special.code == 73)
    #expect(
      special.errors
        == "clipmill: \(folder) is not a regular file (name another place for the manifest)\n")
    let itself = try Program.run(
      ["import", "e.csv", "./e.csv", "--overwrite"], in: file.scratch.path)
    #expect(itself.code == 64)
    #expect(
      itself.errors
        == "clipmill: \(file.scratch.file("e.csv")) is the file that is imported"
        + " (name another place for the manifest)\n")
  }

  @Test
  func `a path that cannot be looked at is not taken for a free one`() throws {
    let scratch = try Scratch()
    try scratch.write("e.csv", "path,start,label\na.wav,1,k\n")
    let loop = scratch.file("loop")
    try FileManager.default.createSymbolicLink(atPath: loop, withDestinationPath: "loop")
    let result = try Program.run(["import", "e.csv", "loop"], in: scratch.path)
    #expect(result.code == 74)
    #expect(
      result.errors
        == "clipmill: could not look at \(loop): Too many levels of symbolic links\n")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: loop) == "loop")
  }

  @Test
  func `wrong flags are wrong usage, and a missing file is 66`() throws {
    let text = "path,start,label\na,1,k\n"
    let field = try ImportedFile("e.csv", text, ["--field", "onset=start"])
    #expect(field.result.code == 64)
    #expect(
      field.errors.contains("--field: there is no field onset (fields: event_id, session_id,"))
    let form = try ImportedFile("e.csv", text, ["--field", "onset_time"])
    #expect(form.result.code == 64)
    #expect(
      form.errors.contains("--field onset_time: it takes FIELD=KEY, such as onset_time=start"))
    let from = try ImportedFile("e.csv", text, ["--from", "excel"])
    #expect(
      from.result.code == 64 && from.errors.contains("--from excel: one of json, jsonl, csv,"))
    let scratch = try Scratch()
    let absent = try Program.run(["import", "none.csv", "out.jsonl"], in: scratch.path)
    #expect(absent.code == 66)
    #expect(
      absent.errors
        == "clipmill: could not open \(scratch.file("none.csv")): No such file or directory\n")
    for place in [".", "/dev/null"] {
      let other = try Program.run(["import", place, "out.jsonl"], in: scratch.path)
      #expect(other.code == 66 && other.errors.contains(", not a regular file"), "\(place)")
    }
  }

  @Test
  func `the next command names the folder of the audio if the manifest lies elsewhere`() throws {
    let scratch = try Scratch()
    try scratch.write("data/e.csv", "path,start,label\na.wav,1,k\n")
    try scratch.write("data/a.wav", "x")
    let result = try Program.run(["import", "data/e.csv", "out/e.jsonl"], in: scratch.path)
    #expect(
      result.output.hasSuffix(
        "\nNext: clipmill inspect \(scratch.file("out/e.jsonl")) --audio-root \(scratch.file("data"))\n"
      ))
  }
}
