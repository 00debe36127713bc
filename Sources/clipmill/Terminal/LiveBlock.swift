/// Some lines at the bottom of a terminal that are drawn over and over.
struct LiveBlock {
  private let descriptor: Int32
  private var height = 0

  init(descriptor: Int32) { self.descriptor = descriptor }

  /// Replaces what was drawn before.
  mutating func draw(_ lines: [String]) {
    Output.write(erasure + lines.map { $0 + "\n" }.joined(), to: descriptor)
    height = lines.count
  }

  /// Takes away what was drawn.
  mutating func clear() {
    guard height > 0 else { return }
    Output.write(erasure, to: descriptor)
    height = 0
  }

  /// Moves up over the block and clears from there to the screen's end.
  private var erasure: String { height > 0 ? "\u{1B}[\(height)A\r\u{1B}[J" : "" }
}
