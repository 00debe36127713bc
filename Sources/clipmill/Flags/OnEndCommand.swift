import ArgumentParser
import Bundle
import Cluster
import Dataset
import Export
import Files
import RunState
import Terminal

/// How a run ended, for the command of `--on-end`.
struct RunEnd {
  /// Absolute.
  private let bundle: String
  /// Empty unless the bundle is complete.
  private var digest = ""
  private var summary = ""

  init(bundle: String) { self.bundle = FileSystem.absolute(bundle) }

  /// Notes that the bundle is complete; `summary` is the file of `--summary-json`.
  mutating func note(_ result: ExportResult, summary: String?) {
    digest = result.metadata.merged.bundleDigest
    self.summary = summary.map(FileSystem.absolute) ?? result.metadata.bundle.metadata
  }

  /// The variables of the command, where the run ended like this.
  func variables(_ outcome: Result<Void, any Error>) -> [(name: String, value: String)] {
    var error: (any Error)?
    if case .failure(let failure) = outcome { error = failure }
    let isInterrupted = (error as? RunFailure)?.kind == .interrupted
    let word = !digest.isEmpty ? "complete" : isInterrupted ? "interrupted" : "failed"
    return [
      ("OUTCOME", word), ("EXIT_CODE", String(ExitCode.of(error))), ("BUNDLE", bundle),
      ("DIGEST", digest), ("SUMMARY", summary), ("MESSAGE", error.map(Self.words) ?? ""),
    ].map { ("CLIPMILL_\($0)", $1) }
  }

  /// The line that the run says of an error on standard error, without the program's name; empty for an exit code.
  private static func words(_ error: any Error) -> String {
    ((error as? RunFailure)?.description ?? Clipmill.message(for: error)).visible
  }
}

/// The command of `--on-end`: it is run in a shell when a run has ended, and changes nothing about that end.
struct OnEndCommand {
  private let command: String
  private let limit: Patience

  /// Nil if the flag was not given.
  init?(_ flags: ReportFlags) {
    guard let command = flags.onEnd else { return nil }
    self.command = command
    limit = flags.onEndLimit
  }

  /// Runs it to its end, or for as long as it may take; says on standard error if it fails.
  ///
  /// It has the variables of this process but those that hold a secret.
  func run(_ end: RunEnd, _ outcome: Result<Void, any Error>) {
    let own = end.variables(outcome)
    let others = BoundedCommand.environment { name in
      Self.isSecret(name) || Supervisor.variables.contains { $0 == name }
        || own.contains { $0.name == name }
    }
    let shell = BoundedCommand(
      ["/bin/sh", "-c", command], environment: others + own.map { "\($0.name)=\($0.value)" },
      limit: .seconds(limit.seconds))
    let fault: String?
    do throws(StorageError) {
      fault = words(for: shell.run(try SignalDescriptor()))
    } catch {
      fault = "was not run: \(error)"
    }
    if let fault { Output.error("clipmill: warning: the command of --on-end \(fault)") }
  }

  private func words(for end: BoundedCommand.End) -> String? {
    switch end {
    case .ended(.exited(0)): nil
    case .ended(.exited(let code)): "ended with exit code \(code)"
    case .ended(.signaled(let signal)): "was ended by signal \(signal)"
    case .tooSlow: "took more than \(limit) and was killed"
    case .interrupted: "was killed by a signal to stop"
    case .notStarted(let reason): "was not run: \(reason)"
    }
  }

  private static func isSecret(_ name: Substring) -> Bool {
    name.hasPrefix("CLIPMILL_")
      && ["KEY", "TOKEN", "SECRET", "PASSWORD"].contains { name.contains($0) }
  }
}
