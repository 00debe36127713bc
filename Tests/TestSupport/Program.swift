import Foundation
import Glibc

/// The executables under test, and how they are started.
package enum Program {
  /// The built `clipmill`, which lies beside the test bundle.
  package static let clipmill = sibling("clipmill")

  /// The built `demo-corpus`.
  package static let demoCorpus = sibling("demo-corpus")

  private static func sibling(_ name: String) -> String {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(filePath: own).deletingLastPathComponent().appending(path: name).path
  }

  /// Runs `clipmill` with these arguments to its end.
  package static func run(
    _ arguments: [String], in folder: String = "/", environment: [String: String] = [:]
  ) throws -> ProcessResult {
    try RunningProcess([clipmill] + arguments, in: folder, environment: environment).wait()
  }

  /// Exports to its end, with two renderers and no progress unless the flags say otherwise.
  package static func export(
    _ manifest: String, _ bundle: String, _ flags: [String] = [], in folder: String = "/",
    environment: [String: String] = [:]
  ) throws -> ProcessResult {
    try run(
      exportArguments(manifest, bundle, flags), in: folder, environment: environment)
  }

  /// Starts an export as `export` does, and leaves it running.
  package static func startExport(
    _ manifest: String, _ bundle: String, _ flags: [String] = [],
    environment: [String: String] = [:]
  ) throws -> RunningProcess {
    try RunningProcess(
      [clipmill] + exportArguments(manifest, bundle, flags), environment: environment)
  }

  /// The words of an export after the executable.
  package static func exportArguments(
    _ manifest: String, _ bundle: String, _ flags: [String] = []
  ) -> [String] {
    var arguments = ["export", manifest, bundle] + flags
    if !flags.contains("--progress") { arguments += ["--progress", "none"] }
    if !flags.contains("--workers") { arguments += ["--workers", "2"] }
    return arguments
  }
}
