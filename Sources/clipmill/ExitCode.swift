import ArgumentParser
import Cluster
import Glibc
import RunState

/// The exit codes with their meanings.
enum ExitCode {
  static let done: Int32 = 0
  static let problems: Int32 = 1
  static let badConfig: Int32 = 2
  static let gateFailed: Int32 = 2
  static let usage: Int32 = 64
  static let bug: Int32 = 70

  /// The code of a command that ends with this error; nil for none.
  static func of(_ error: (any Error)?) -> Int32 {
    switch error {
    case nil: done
    case let failure as RunFailure: failure.kind.exitCode
    case let exit as ArgumentParser.ExitCode: exit.rawValue
    default: usage
    }
  }

  /// Ends the process at once, after writing its output so far.
  ///
  /// No exit handler runs: handlers would take libraries away from threads that still work. After that of libcrypto
  /// every digest fails, and a coordinator that inspects a report would end as if by a bug.
  static func leave(_ code: Int32) -> Never {
    fflush(nil)
    _exit(code)
  }
}

extension RunFailure.Kind {
  var exitCode: Int32 {
    switch self {
    case .tooMuchMissing: ExitCode.problems
    case .usage: ExitCode.usage
    case .badConfig: ExitCode.badConfig
    case .badInput: 65
    case .notThere: 66
    case .bug: ExitCode.bug
    case .cannotMake: 73
    case .output: 74
    case .interrupted, .unfinished: 75
    case .notPermitted: 77
    }
  }
}
