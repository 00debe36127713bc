import ArgumentParser
import Terminal

/// `--quiet`, of the commands that show progress or notes on standard error.
struct QuietFlag: ParsableArguments {
  @Flag(
    name: .shortAndLong,
    help: "Show no progress and no notes: standard error gets errors and warnings alone.")
  var quiet = false

  /// The style of progress; `wanted` is the style without the flag.
  func style(_ wanted: ProgressStyle) -> ProgressStyle { quiet ? .none : wanted }

  /// Prints a line that is neither an error nor a warning.
  func note(_ words: String) {
    if !quiet { Output.error(words) }
  }
}
