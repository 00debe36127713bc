import Files

// The function that libFuzzer calls (scripts/fuzz). An input is a line of a checksum manifest without its LF.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzOneLine(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
  let line = Array(UnsafeBufferPointer(start: data, count: size)).filter { $0 != 0x0A }
  let plain = plainPath(line)
  let parsed: ChecksumLine?
  do throws(ChecksumLine.Fault) {
    parsed = try ChecksumLine(parsing: line)
  } catch {
    precondition(plain == nil, "a plain line is refused: \(error)")
    return 0
  }
  guard let parsed else {
    precondition(plain == nil, "a plain line says nothing")
    return 0
  }
  if let plain { precondition(parsed.path.bytes == plain, "another path") }
  checkAgain(parsed)
  checkPlaces(of: parsed.path)
  return 0
}

/// The path of the commonest form, found the plain way; nil for every other line.
private func plainPath(_ line: [UInt8]) -> [UInt8]? {
  let isDigit = { (byte: UInt8) in
    Character(Unicode.Scalar(byte)).isASCII && Character(Unicode.Scalar(byte)).isHexDigit
  }
  guard line.count > 66, line.prefix(64).allSatisfy(isDigit), line[64] == 0x20, line[65] == 0x20,
    !line.contains(0), line.last != 0x0D
  else { return nil }
  return Array(line[66...])
}

/// The written form of a line must read back the same.
private func checkAgain(_ parsed: ChecksumLine) {
  precondition(parsed.digest.utf8.count == 64 && parsed.digest == parsed.digest.lowercased())
  let written = parsed.written
  precondition(written.last == 0x0A && !written.dropLast().contains(0x0A), "more than one line")
  do throws(ChecksumLine.Fault) {
    let again = try ChecksumLine(parsing: written.dropLast())
    precondition(again == parsed, "another line")
  } catch {
    fatalError("what was written is refused: \(error)")
  }
}

/// No path leads out of the roots, by its text.
private func checkPlaces(of path: RawPath) {
  let roots = [RawPath("/r"), RawPath("/r/s")]
  for place in EntryPath.candidates(path, in: roots) {
    let parts = place.bytes.split(separator: 0x2F, omittingEmptySubsequences: false)
    precondition(parts.count > 2 && parts[0].isEmpty && parts[1].elementsEqual("r".utf8))
    precondition(
      !parts.dropFirst().contains { $0.isEmpty || $0 == [0x2E] || $0 == [0x2E, 0x2E] }, "\(place)")
  }
}
