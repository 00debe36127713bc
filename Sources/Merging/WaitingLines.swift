import Files
import Glibc

/// Lines of val, which wait in a file until those of train are written.
struct WaitingLines: ~Copyable {
  private let path: String
  private var file: OutputFile

  init(at path: String) throws(StorageError) {
    self.init(path: path, file: try OutputFile(replacing: path))
  }

  private init(path: String, file: consuming OutputFile) {
    self.path = path
    self.file = file
  }

  mutating func append(_ line: [UInt8]) throws(StorageError) { try file.write(line) }

  /// Passes the lines to `body` in pieces of at most a mebibyte, and removes the file.
  consuming func finish(_ body: ([UInt8]) throws(StorageError) -> Void) throws(StorageError) {
    let path = path
    _ = try file.finish()
    let written = try Descriptor(reading: path, isOurs: true)
    var piece: [UInt8] = []
    while try written.read(1 << 20, onto: &piece) {
      try body(piece)
      piece.removeAll(keepingCapacity: true)
    }
    try FileSystem.remove(path)
  }
}
