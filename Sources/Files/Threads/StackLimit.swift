import CLinux

/// How large the stacks of this process may become.
package enum StackLimit {
  /// What decoders, parsers and Swift itself are sure to get by with.
  private static let bytes: UInt = 1 << 20

  /// Makes sure of that; ends the process with `words` and `code` where the hard limit forbids it.
  ///
  /// The first thing that a program does: where there is too little, nearly all else crashes.
  package static func require(orEndWith words: StaticString, code: Int32) {
    words.withUTF8Buffer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { text in
        // Safe because a static string ends with a null byte, which its buffer does not count.
        if let start = text.baseAddress { clinux_require_stack(bytes, start, code) }
      }
    }
  }
}
