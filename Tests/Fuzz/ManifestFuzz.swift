import Dataset
import Files
import Glibc
import JSON
import Manifest

// The function that libFuzzer calls (scripts/fuzz). The first byte of an input decides how it is cut into reads; the
// rest is a manifest, and each of its lines is judged twice.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
  guard let data, size > 0 else { return 0 }
  let chunkSize = Int(data[0]) + 1
  let manifest = Array(UnsafeBufferPointer(start: data + 1, count: size - 1))
  checkReader(manifest, chunkSize: chunkSize)
  return 0
}

/// Reads a manifest and holds lines, ranges and digests against its plain bytes.
private func checkReader(_ manifest: [UInt8], chunkSize: Int) {
  let descriptor = namelessFile(manifest)
  defer { close(descriptor) }
  var parser = EventParser(carrying: ["label", "x"])
  var plain = plainLines(manifest)[...]
  var cutEnd = 0
  do {
    var reader = try ManifestReader(
      path: "/proc/self/fd/\(descriptor)", hashing: .rangesAndFile, chunkSize: chunkSize)
    while let line = try reader.next() {
      guard let expected = plain.popFirst(), let content = line.content else {
        fatalError("a line too many, or one without content")
      }
      precondition(Array(content) == expected.content, "another content")
      precondition(line.range == expected.range, "another range")
      precondition(line.number == expected.number, "another number")
      if (line.number + chunkSize) % 3 == 0 {
        let cut = reader.cutRange(line.number % 2 == 0 ? .beforeLine : .afterLine)
        checkCut(cut, of: manifest, from: &cutEnd)
        // The line must have survived the cut.
        precondition(Array(content) == expected.content, "a cut changed its line")
      }
      let detailed = parser.parseDetailed(line)
      checkDetails(expected.content, &parser, detailed)
      checkEvent(expected.content, parsed: parser.parse(line))
    }
    checkCut(reader.cutRange(.afterLine), of: manifest, from: &cutEnd)
    precondition(cutEnd == manifest.count, "bytes are left over")
    precondition(plain.isEmpty, "a line too few")
    precondition(reader.fileDigest() == SHA256.hexadecimal(of: manifest), "another file")
  } catch {
    fatalError("\(error)")
  }
}

private func checkCut(
  _ cut: (bytes: Range<Int>, digest: ContentDigest), of manifest: [UInt8], from end: inout Int
) {
  precondition(cut.bytes.lowerBound == end, "a range that does not follow the last")
  precondition(cut.digest == ContentDigest(of: Array(manifest[cut.bytes])), "another digest")
  end = cut.bytes.upperBound
}

/// The same event with its details as without, and details for each of its labels.
private func checkDetails(
  _ content: [UInt8], _ parser: inout EventParser, _ detailed: DetailedLine
) {
  let parsed = content.withUnsafeBytes { parser.parse($0, ordinal: 1) }
  switch (parsed, detailed) {
  case (.event(var event, _), .event(let other, let details)):
    event.ordinal = other.ordinal
    precondition(event == other, "another event")
    precondition(details.components.count == event.labels.count, "components that are none")
    precondition(details.techniques.allSatisfy { !$0.isEmpty }, "an empty technique")
  case (.malformed(let words), .malformed(let others)):
    precondition(words == others, "another reason")
  default: preconditionFailure("a line is an event or none")
  }
}

/// An event is expected where the plain judge sees an object, and the same one from its compact text.
private func checkEvent(_ content: [UInt8], parsed: ParsedLine) {
  switch parsed {
  case .malformed(let reason):
    precondition(!PlainJSON.isObject(content), "refused as: \(reason)")
  case .event(let event, let carried):
    precondition(PlainJSON.isObject(content), "accepted")
    precondition(carried.ofLabels.count == event.labels.count, "labels and fields differ in number")
    precondition(event.window.onset.isFinite && event.window.duration.isFinite, "not finite")
    checkAgain(content, event: event, carried: carried)
  }
}

private func checkAgain(_ content: [UInt8], event: Event, carried: CarriedFields) {
  var json = JSONParser()
  var compact: [UInt8] = []
  do {
    compact = try json.parse(content, numbers: .lenient) { $0.compactText.bytes }
  } catch {
    fatalError("not parsed again: \(error)")
  }
  var parser = EventParser(carrying: ["label", "x"])
  let other = compact.withUnsafeBytes { parser.parse($0, ordinal: event.ordinal) }
  guard case .event(var again, let carriedAgain) = other else {
    fatalError("compact text is refused")
  }
  // Numbers beyond binary64 are null there, without complaint.
  again.invalidFields = event.invalidFields
  precondition(again == event && carriedAgain == carried, "compact text is another event")
}

/// The non-blank lines of a manifest, found the plain way.
private func plainLines(_ manifest: [UInt8])
  -> [(content: [UInt8], range: Range<Int>, number: Int)]
{
  var lines: [(content: [UInt8], range: Range<Int>, number: Int)] = []
  var start = 0
  var number = 0
  for part in manifest.split(separator: 0x0A, omittingEmptySubsequences: false) {
    number += 1
    let end = min(start + part.count + 1, manifest.count)
    var content = Array(part)
    if start == 0, content.starts(with: [0xEF, 0xBB, 0xBF]) { content.removeFirst(3) }
    if !content.allSatisfy({ [0x20, 0x09, 0x0D].contains($0) }) {
      lines.append((content, start..<end, number))
    }
    start = end
  }
  return lines
}

/// A nameless file with these bytes.
private func namelessFile(_ bytes: [UInt8]) -> Int32 {
  var template = Array("/dev/shm/clipmill-fuzz-XXXXXX".utf8CString)
  let descriptor = mkstemp(&template)
  precondition(descriptor >= 0, "no file in memory")
  unlink(template)
  precondition(write(descriptor, bytes, bytes.count) == bytes.count, "a short write")
  return descriptor
}
