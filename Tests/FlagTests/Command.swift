import Foundation

/// A command that is run to its end.
enum Command {
  struct Result {
    let code: Int32
    let output: String
    let errors: String
  }

  /// The executable that this build made, beside the tests.
  static func clipmill(_ arguments: [String], in folder: String) throws -> Result {
    let tests = Bundle.allBundles.map(\.bundlePath).first { $0.hasSuffix(".xctest") }
    let products = URL(fileURLWithPath: tests ?? CommandLine.arguments[0])
      .deletingLastPathComponent()
    return try run(products.appending(path: "clipmill").path, arguments, in: folder)
  }

  /// Output goes to files: a pipe that fills up would stop the command.
  static func run(_ path: String, _ arguments: [String], in folder: String) throws -> Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let names = ["out", "err"].map { "\(folder)/\(UUID().uuidString).\($0)" }
    let handles = try names.map { name in
      try Data().write(to: URL(fileURLWithPath: name))
      return try FileHandle(forWritingTo: URL(fileURLWithPath: name))
    }
    process.standardOutput = handles[0]
    process.standardError = handles[1]
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let texts = try names.map { name in
      let text = String(
        decoding: try Data(contentsOf: URL(fileURLWithPath: name)), as: UTF8.self)
      try FileManager.default.removeItem(atPath: name)
      return text
    }
    return Result(code: process.terminationStatus, output: texts[0], errors: texts[1])
  }
}
