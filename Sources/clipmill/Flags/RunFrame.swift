import ArgumentParser
import Dataset
import Export
import Files
import Glibc

/// The first and the last line of what a command logs.
struct RunFrame {
  private let began = Clock.milliseconds

  /// The version, where it runs, and the command line as a shell takes it.
  var head: String {
    let words = Host.arguments.dropFirst().map { ShellWord.of($0.text) }
    return "\(Build.generator) on \(Host.name), pid \(getpid()):"
      + " \((["clipmill"] + words).joined(separator: " "))"
  }

  /// The exit code that follows from `error`, and how long it took.
  private func foot(_ error: (any Error)?) -> String {
    let seconds = Double(Clock.milliseconds - began) / 1000
    return "exit code \(ExitCode.of(error)) after \(Numbers.duration(seconds))"
  }

  /// Does the work and tells how it ended.
  func closing(_ write: (String) -> Void, _ work: () throws -> Void) throws {
    do {
      try work()
    } catch {
      write(foot(error))
      throw error
    }
    write(foot(nil))
  }
}
