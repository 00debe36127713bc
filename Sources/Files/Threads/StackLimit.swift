import CLinux

/// The possible size of this process's stacks.
package enum StackLimit {
  /// The stack that decoders, parsers and Swift itself certainly need.
  private static let bytes: UInt = 1 << 20

  /// Ensures this size; ends the process with `words` and `code` if the hard limit forbids it.
  ///
  /// A program calls this first: with too little, nearly everything else crashes.
  package static func require(orEndWith words: StaticString, code: Int32) {
    words.withUTF8Buffer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { text in
        // Safe because a static string ends with a null byte, which its buffer does not count.
        if let start = text.baseAddress { clinux_require_stack(bytes, start, code) }
      }
    }
  }
}
