import CLinux

/// Bytes as a file that lies in memory alone, for libraries that open files by path.
package struct MemoryFile: ~Copyable {
  private let file: Descriptor

  /// A file with these bytes, which goes with this value.
  package init(_ bytes: [UInt8]) throws(StorageError) {
    let file = try Descriptor.open("a file in memory", 0) { _ in clinux_memfd("clipmill-clip") }
    try file.write(bytes)
    self.init(file: file)
  }

  private init(file: consuming Descriptor) { self.file = file }

  /// Good for this process, as long as the file is there.
  package var path: String { "/proc/self/fd/\(file.number)" }
}
