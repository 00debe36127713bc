/// Memory for samples of one of the two kinds.
enum SampleRoom {
  /// 1 is full scale.
  case float(UnsafeMutablePointer<Float>)
  /// The values of a 16-bit file.
  case integer(UnsafeMutablePointer<Int16>)

  /// Takes memory for samples of a kind.
  init(_ memory: UnsafeMutableRawPointer, isInteger: Bool) {
    // Safe because either kind is trivial, and who gives the memory reads it as the same kind.
    self =
      isInteger
      ? .integer(memory.assumingMemoryBound(to: Int16.self))
      : .float(memory.assumingMemoryBound(to: Float.self))
  }
}
