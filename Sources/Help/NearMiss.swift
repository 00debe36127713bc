package import ArgumentParser
import Dataset

/// The probable meaning of an unknown command or flag.
package enum NearMiss {
  /// Names of other tools for Clipmill's commands.
  private static let foreignCommands: [String: String] = [
    "check": "export --verify-only", "completion": "--generate-completion-script bash",
    "convert": "import", "diff": "compare", "info": "inspect",
    "keys": "keygen", "man": "help", "progress": "status", "render": "export", "run": "export",
    "resume": "export --resume", "serve": "coordinator", "sha256": "checksums", "stats": "metrics",
    "verify": "export --verify-only", "validate": "export --verify-only",
  ]

  /// Names of other tools for Clipmill's flags and arguments; the first one that the command has is meant.
  private static let foreignFlags: [String: [String]] = [
    "audio": ["audio-root"], "audio-dir": ["audio-root"], "concurrency": ["workers"],
    "continue": ["resume"], "coordinator": ["connect"], "dest": ["bundle", "output"],
    "dry-run": ["verify-only"], "f": ["overwrite"], "force": ["overwrite"], "host": ["connect"],
    "i": ["file", "manifest"], "in": ["file", "manifest"],
    "input": ["file", "manifest"], "j": ["workers"],
    "jobs": ["workers"], "labels": ["taxonomy"], "listen": ["bind"],
    "n": ["verify-only"], "num-workers": ["workers"],
    "o": ["bundle", "output", "manifest"],
    "out": ["bundle", "output", "manifest"], "out-dir": ["bundle"],
    "output": ["bundle", "manifest"], "output-dir": ["bundle"],
    "output-file": ["output", "bundle"],
    "parallel": ["workers"], "port": ["bind"], "processes": ["workers"],
    "root": ["audio-root"], "seconds": ["pad-to"], "server": ["connect"],
    "silent": ["quiet"], "sr": ["sample-rate"], "threads": ["workers"],
    "timeout": ["patience"], "val-split": ["val-ratio"], "verbose": ["progress"],
    "verify": ["verify-only"], "yes": ["overwrite"],
  ]

  /// Says that there is no such command, and which one was probably meant.
  package static func words(forCommand given: String, among names: [String]) -> String {
    let meant = foreignCommands[given.lowercased()] ?? nearest(to: given, among: names)
    return "no command \(given)" + (meant.map { ": did you mean \($0)?" } ?? "")
  }

  /// Says which flag the command does not have, and which one was probably meant; nil if it has all.
  ///
  /// Without a command, a flag of one of `commands` is one that stands before its command.
  package static func words(
    forFlagIn arguments: [String], of command: (any ParsableCommand.Type)?,
    among commands: [any ParsableCommand.Type]
  ) -> String? {
    let flags = command.map { DeclaredFlag.all(of: $0).map(\.name) } ?? []
    guard let name = unknownFlag(in: arguments, flags) else { return nil }
    let given = name.count == 1 ? "-\(name)" : "--\(name)"
    guard let command else {
      let long = short[name] ?? name
      let isOfOne = commands.contains { DeclaredFlag.all(of: $0).contains { $0.name == long } }
      return "no flag \(given)" + (isOfOne ? " before the command: give it after" : "")
    }
    let known = flags + DeclaredFlag.arguments(of: command)
    let meant =
      foreign(name, among: known) ?? nearest(to: name, among: known)
      ?? nearest(to: name, among: foreignFlags.keys.sorted()).flatMap { foreign($0, among: known) }
    return "no flag \(given)" + (meant.map { ": did you mean --\($0)?" } ?? "")
  }

  private static func foreign(_ name: String, among known: [String]) -> String? {
    foreignFlags[name.lowercased()]?.first { known.contains($0) }
  }

  /// A single letter cannot be a misspelling.
  private static func nearest(to given: String, among names: [String]) -> String? {
    given.count < 2 ? nil : Text(given).nearest(among: names.map { Text($0) })?.string
  }

  /// The first flag that the command does not have, without dashes; numbers are values.
  private static func unknownFlag(in arguments: [String], _ flags: [String]) -> String? {
    arguments.prefix { $0 != "--" }.lazy
      .filter { $0.hasPrefix("-") && $0.drop { $0 == "-" }.first?.isLetter == true }
      .map { argument in
        let isLong = argument.hasPrefix("--")
        return String(
          isLong ? argument.dropFirst(2).prefix { $0 != "=" } : argument.dropFirst().prefix(1))
      }
      .first { !flags.contains(short[$0] ?? $0) && !ofEveryCommand.contains($0) }
  }

  /// Clipmill's flags with a short name.
  private static let short = ["q": "quiet"]

  /// The flags that the parser itself knows.
  private static let ofEveryCommand = [
    "h", "help", "help-hidden", "version", "generate-completion-script", "experimental-dump-help",
  ]
}
