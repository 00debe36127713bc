import ArgumentParser
import Dataset
import Export
import Files
import Glibc
import RunState

/// The first and the last line of a command's log.
struct RunFrame {
  private let began = Clock.milliseconds

  /// The version, the host, and the command line in a form for a shell.
  var head: String {
    let words = Host.arguments.dropFirst().map { ShellWord.of($0.text) }
    return "\(Build.generator) on \(Host.name), pid \(getpid()):"
      + " \((["clipmill"] + words).joined(separator: " "))"
  }

  /// The exit code for `error`, and the time that the command took.
  private func foot(_ error: (any Error)?) -> String {
    let seconds = Double(Clock.milliseconds - began) / 1000
    return "exit code \(ExitCode.of(error)) after \(Numbers.duration(seconds))"
  }

  /// Does the work and reports its end.
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
