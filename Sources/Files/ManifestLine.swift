package import Dataset

/// A non-blank line of a manifest; its bytes are borrowed until the reader's next call.
package struct ManifestLine {
  /// Position among the non-blank lines, counted from the reader's first ordinal.
  package let ordinal: Int
  /// Position among all lines, including blank ones, counted from 1 at the reader's start.
  package let number: Int
  /// The line's bytes in the file, with its LF and a byte-order mark before it.
  package let range: Range<Int>
  /// The line without LF and byte-order mark; nil if it is longer than the limit.
  ///
  /// A carriage return at its end is JSON white space and stays.
  package let content: UnsafeRawBufferPointer?

  /// Longest content in bytes that is not malformed (BundleFormat.md).
  package static let lengthLimit = 16 << 20

  /// True if all bytes are JSON white space.
  static func isBlank(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.allSatisfy { $0 == 0x20 || $0 == 0x0D || $0 == 0x09 || $0 == 0x0A }
  }

  /// The line as one that is not a usable event.
  package borrowing func malformed(_ reason: String) -> MalformedLine {
    MalformedLine(number: number, byteOffset: range.lowerBound, reason: reason)
  }
}
