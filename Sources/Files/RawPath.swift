/// A path in the form of the file system: bytes, which need not be UTF-8.
package struct RawPath: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// None of them is NUL.
  package let bytes: [UInt8]

  /// Takes bytes without NUL.
  package init(_ bytes: [UInt8]) {
    precondition(!bytes.contains(0), "a path that holds a NUL")
    self.bytes = bytes
  }

  /// Takes text without NUL.
  package init(_ text: String) { self.init(Array(text.utf8)) }

  /// The path of an entry in this directory.
  package func appending(_ name: some Collection<UInt8>) -> RawPath {
    let needsSlash = !bytes.isEmpty && bytes.last != UInt8(ascii: "/")
    return RawPath(bytes + (needsSlash ? [UInt8(ascii: "/")] : []) + name)
  }

  /// Text for people and documents: each byte that is not UTF-8 becomes `\xFF` and the like.
  package var description: String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    var text = ""
    var input = bytes.makeIterator()
    var parser = Unicode.UTF8.ForwardParser()
    var position = 0
    while true {
      switch parser.parseScalar(from: &input) {
      case .valid(let encoded):
        text.unicodeScalars.append(Unicode.UTF8.decode(encoded))
        position += encoded.count
      case .error(let length):
        for byte in bytes[position..<(position + length)] {
          text += "\\x" + String(byte, radix: 16, uppercase: true)
        }
        position += length
      case .emptyInput: return text
      }
    }
  }

  package static func < (left: Self, right: Self) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }

  /// Passes the path to a system call.
  package func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    let characters = bytes.map { CChar(bitPattern: $0) } + [0]
    return characters.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { preconditionFailure("a path has an end") }
      return body(start)
    }
  }
}
