import CZlib
import Foundation
import TestSupport
import Testing

/// An imported file, and its manifest.
struct ImportedFile {
  let scratch: Scratch
  let result: ProcessResult

  /// Writes the bytes under the name, with more files beside it, and imports them.
  init(
    _ name: String, _ bytes: [UInt8], _ flags: [String] = [], beside files: [String] = []
  ) throws {
    scratch = try Scratch()
    try scratch.write(name, bytes)
    for file in files { try scratch.write(file, "x") }
    result = try Program.run(["import", name, "out.jsonl"] + flags, in: scratch.path)
  }

  init(_ name: String, _ text: String, _ flags: [String] = [], beside files: [String] = []) throws {
    try self.init(name, Array(text.utf8), flags, beside: files)
  }

  /// The manifest's lines; none if there is no manifest.
  var lines: [String] {
    let text = (try? String(contentsOfFile: scratch.file("out.jsonl"), encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map(String.init)
  }

  /// The output, without the scratch folder.
  var words: String { result.output.replacingOccurrences(of: scratch.path + "/", with: "") }
  var errors: String { result.errors.replacingOccurrences(of: scratch.path + "/", with: "") }

  /// Expects that the import was refused with this code and line, and left nothing.
  func expectRefusal(
    _ code: Int32, _ line: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(result.code == code, sourceLocation: sourceLocation)
    #expect(errors == "clipmill: \(line)\n", sourceLocation: sourceLocation)
    #expect(
      result.output == "" && !scratch.names.contains { $0.hasPrefix("out.jsonl") },
      sourceLocation: sourceLocation)
  }
}

/// The bytes as one member of gzip.
func gzip(_ bytes: [UInt8]) -> [UInt8] {
  var stream = z_stream()
  let version = zlibVersion()
  _ = deflateInit2_(
    &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, version,
    Int32(MemoryLayout<z_stream>.size))
  defer { deflateEnd(&stream) }
  var (input, output) = (bytes, [UInt8](repeating: 0, count: bytes.count + 1024))
  let count = input.withUnsafeMutableBufferPointer { source in
    output.withUnsafeMutableBufferPointer { target in
      stream.next_in = source.baseAddress
      stream.avail_in = UInt32(source.count)
      stream.next_out = target.baseAddress
      stream.avail_out = UInt32(target.count)
      _ = deflate(&stream, Z_FINISH)
      return target.count - Int(stream.avail_out)
    }
  }
  return Array(output[..<count])
}
