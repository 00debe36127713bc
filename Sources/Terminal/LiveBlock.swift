/// Some lines at the bottom of a terminal that are drawn again and again.
package struct LiveBlock {
  private let descriptor: Int32
  private var height = 0

  /// A block that nothing is drawn of yet.
  package init(descriptor: Int32) { self.descriptor = descriptor }

  /// Replaces what was drawn before.
  package mutating func draw(_ lines: [String]) {
    Output.write(erasure + lines.map { Output.shown($0) + "\n" }.joined(), to: descriptor)
    height = lines.count
  }

  /// Removes what was drawn.
  package mutating func clear() {
    if height > 0 { draw([]) }
  }

  /// Moves up over the block and clears from there to the screen's end.
  private var erasure: String { height > 0 ? "\u{1B}[\(height)A\r\u{1B}[J" : "" }
}
