import Foundation
import Glibc

/// A directory of one test, gone with all in it when the test lets go of it.
package final class ScratchFolder: Sendable {
  /// Absolute, in the system's temporary directory.
  package let path: String

  package init() {
    var template = Array("/tmp/clipmill-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { preconditionFailure("no room for a test in /tmp") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  package func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file, with the directories above it, and gives its path.
  @discardableResult
  package func write(_ name: String, _ bytes: [UInt8]) -> String {
    let file = path(name)
    if let slash = name.lastIndex(of: "/") { makeDirectory(String(name[..<slash])) }
    guard FileManager.default.createFile(atPath: file, contents: Data(bytes)) else {
      preconditionFailure("could not write \(file)")
    }
    return file
  }

  @discardableResult
  package func write(_ name: String, _ text: String) -> String { write(name, Array(text.utf8)) }

  package func makeDirectory(_ name: String) {
    try? FileManager.default.createDirectory(
      atPath: path(name), withIntermediateDirectories: true)
  }

  /// A file's bytes; nil if there is none.
  package func read(_ name: String) -> [UInt8]? {
    FileManager.default.contents(atPath: path(name)).map { [UInt8]($0) }
  }

  /// A file's text; nil if there is none.
  package func text(_ name: String) -> String? {
    read(name).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The relative paths of all files below `name`, sorted.
  package func files(under name: String = ".") -> [String] {
    let all = FileManager.default.enumerator(atPath: path(name))
    var files: [String] = []
    while let file = all?.nextObject() as? String {
      if all?.fileAttributes?[.type] as? FileAttributeType != .typeDirectory { files.append(file) }
    }
    return files.sorted()
  }

  /// Number, links and permission bits of a file; of the link itself if it is a symbolic link.
  package func status(_ name: String) -> (inode: UInt64, links: Int, mode: UInt32)? {
    var status = stat()
    guard lstat(path(name), &status) == 0 else { return nil }
    return (UInt64(status.st_ino), Int(status.st_nlink), UInt32(status.st_mode & 0o7777))
  }
}
