/// The header of a file in a POSIX tar archive, and what stands around a file's bytes.
///
/// The fields are those of POSIX.1-2001 `pax`, section "ustar Interchange Format". What tells the machine, the
/// user or the time is 0 or absent, so that equal files make equal archives.
package enum TarHeader {
  /// Bytes of a header, of which headers and contents are multiples: the format's logical record.
  package static let length = 512
  /// Longest name in bytes: the format's name field, without its prefix field.
  package static let nameLimit = 100
  /// Bytes that no file of an archive reaches: the format's size field has 11 octal digits, 8 GiB.
  package static let sizeLimit = 1 << 33
  /// The end of an archive: two headers of zeros, and no filling up to a larger block.
  package static let end = [UInt8](repeating: 0, count: 2 * length)

  /// Zero bytes behind a content of this many bytes.
  package static func padding(after size: Int) -> Int { -size & (length - 1) }

  /// Bytes of a header, a content of `size` bytes and the zeros behind it.
  package static func memberBytes(of size: Int) -> Int { length + size + padding(after: size) }

  /// Adds the header of a file: mode 0644, owner 0, time 0.
  ///
  /// The name has at most `nameLimit` bytes, the file fewer than `sizeLimit`.
  package static func append(name: String, size: Int, to bytes: inout [UInt8]) {
    var name = name
    precondition(name.utf8.count <= nameLimit, "a name that does not fit a tar header")
    precondition((0..<sizeLimit).contains(size), "a file that does not fit a tar header")
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: length))
    bytes.withUnsafeMutableBufferPointer { all in
      let header = UnsafeMutableBufferPointer(rebasing: all[start...])
      name.withUTF8 { put($0, at: 0, in: header) }
      put("0000644", at: 100, in: header)
      put("0000000", at: 108, in: header)
      put("0000000", at: 116, in: header)
      putOctal(size, digits: 11, at: 124, in: header)
      put("00000000000", at: 136, in: header)
      put("        ", at: 148, in: header)
      header[156] = UInt8(ascii: "0")
      put("ustar\u{0}00", at: 257, in: header)
      // The checksum is that of a header with blanks in its place; its last byte stays a blank.
      putOctal(header.reduce(0) { $0 + Int($1) }, digits: 6, at: 148, in: header)
      header[154] = 0
    }
  }

  /// Adds a file: its header, its bytes and the zeros behind them.
  package static func append(name: String, _ content: [UInt8], to bytes: inout [UInt8]) {
    append(name: name, size: content.count, to: &bytes)
    bytes += content
    bytes.append(contentsOf: repeatElement(0, count: padding(after: content.count)))
  }

  private static func put(
    _ text: StaticString, at place: Int, in header: UnsafeMutableBufferPointer<UInt8>
  ) {
    text.withUTF8Buffer { put($0, at: place, in: header) }
  }

  private static func put(
    _ text: UnsafeBufferPointer<UInt8>, at place: Int,
    in header: UnsafeMutableBufferPointer<UInt8>
  ) {
    for (offset, byte) in text.enumerated() { header[place + offset] = byte }
  }

  private static func putOctal(
    _ number: Int, digits: Int, at place: Int, in header: UnsafeMutableBufferPointer<UInt8>
  ) {
    for digit in 0..<digits {
      header[place + digits - 1 - digit] = UInt8(ascii: "0") + UInt8(number >> (3 * digit) & 7)
    }
  }
}
