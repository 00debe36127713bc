/// The head of an array file of NumPy: its format 1.0, one dimension, little-endian.
///
/// NEP 1, "A Simple File Format for NumPy Arrays": magic, version, length of the description, the description as Python
/// prints a dictionary, filled with blanks so that the values begin at a multiple of 64.
enum ArrayHeader {
  /// Bytes before the values.
  static let length = 128

  /// The head of `count` values of a type such as `<i2`.
  static func bytes(of type: String, count: Int) -> [UInt8] {
    let text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(count),), }"
    let room = length - 10
    let blanks = String(repeating: " ", count: room - 1 - text.utf8.count)
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(room), 0]
      + Array((text + blanks + "\n").utf8)
  }
}
