import ArgumentParser
import Files

/// Number of renderer processes on this host.
struct RendererFlags: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Renderer processes (default: one for each CPU that this process may use).", valueName: "n"))
  var workers: Int?

  func validate() throws {
    guard (1...256).contains(count) else {
      throw ValidationError("--workers takes 1 to 256 renderer processes, not \(count)")
    }
  }

  var count: Int { workers ?? Host.usableCPUs }
}
