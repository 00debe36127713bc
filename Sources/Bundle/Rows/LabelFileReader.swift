package import Files
import Glibc

/// The entries of a label file, one after another: a JSON array of objects in any layout.
///
/// The file is read in pieces; memory holds one entry and a piece.
package final class LabelFileReader {
  /// An entry's text, and its place in the file.
  package struct Entry {
    /// In bytes.
    package let offset: Int
    package let text: [UInt8]
  }

  private let file: Descriptor
  private let path: String
  private var buffer: [UInt8] = []
  private var position = 0
  /// The offset of `buffer` in the file.
  private var base = 0
  private var isOpen = false

  private static let piece = 1 << 16
  /// Bytes; a longer entry cannot belong to a label file.
  private static let longestEntry = 1 << 24

  /// Opens the file; faults in its content appear as it is read.
  package init(_ path: String) throws(StorageError) {
    self.path = path
    file = try Descriptor(reading: path)
  }

  /// The next entry; nil at the array's end.
  ///
  /// Throws a `damaged` error if the file is not an array of objects.
  package func next() throws(StorageError) -> Entry? {
    if !isOpen {
      if try peek() == 0xEF { position += 3 }  // a byte-order mark
      guard try peek() == 0x5B else { throw damaged("it is not an array") }
      position += 1
      isOpen = true
    }
    while let byte = try peek() {
      switch byte {
      case 0x2C: position += 1
      case 0x7B: return try entry()
      case 0x5D: return nil
      default: throw damaged("it is not an array of objects")
      }
    }
    throw damaged("it ends within its array")
  }

  private func damaged(_ words: String) -> StorageError {
    StorageError(damaged: path, "not a label file: \(words)")
  }

  /// The next byte that is not white space, without taking it; nil at the end.
  private func peek() throws(StorageError) -> UInt8? {
    while true {
      while position < buffer.count {
        let byte = buffer[position]
        if byte != 0x20, byte != 0x0A, byte != 0x0D, byte != 0x09 { return byte }
        position += 1
      }
      if try !fill() { return nil }
    }
  }

  /// Takes the object that begins here.
  private func entry() throws(StorageError) -> Entry {
    var scan = ObjectScan()
    var at = position
    while true {
      while at < buffer.count {
        let isEnd = scan.take(buffer[at])
        at += 1
        if isEnd {
          let found = Entry(offset: base + position, text: Array(buffer[position..<at]))
          position = at
          return found
        }
      }
      let done = at - position
      guard done < Self.longestEntry else { throw damaged("an entry is longer than 16 MiB") }
      guard try fill() else { throw damaged("it ends within an entry") }
      at = position + done
    }
  }

  /// Reads more behind the remaining bytes; false at the file's end.
  private func fill() throws(StorageError) -> Bool {
    buffer.removeFirst(position)
    base += position
    position = 0
    return try file.read(Self.piece, onto: &buffer)
  }
}

/// Finds the end of an object by its braces, except those in strings.
private struct ObjectScan {
  private var depth = 0
  private var isInString = false
  private var isEscaped = false

  /// Takes the next byte; true if it closes the object.
  mutating func take(_ byte: UInt8) -> Bool {
    if isInString {
      if isEscaped {
        isEscaped = false
      } else if byte == 0x5C {
        isEscaped = true
      } else if byte == 0x22 {
        isInString = false
      }
      return false
    }
    switch byte {
    case 0x22: isInString = true
    case 0x7B, 0x5B: depth += 1
    case 0x7D, 0x5D: depth -= 1
    default: break
    }
    return depth == 0
  }
}
