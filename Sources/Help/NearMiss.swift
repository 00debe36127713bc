package import ArgumentParser
import Dataset

/// What was probably meant by a command or a flag that there is not.
package enum NearMiss {
  /// Names that other tools have for our commands.
  private static let foreignCommands: [String: String] = [
    "check": "export --verify-only", "convert": "import", "diff": "compare", "info": "inspect",
    "keys": "keygen", "man": "help", "progress": "status", "render": "export", "run": "export",
    "resume": "export --resume", "serve": "coordinator", "sha256": "checksums", "stats": "metrics",
    "verify": "export --verify-only", "validate": "export --verify-only",
  ]

  /// Names that other tools have for our flags and arguments; the first that the command has is meant.
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

  /// Says that there is no such command, and which was meant.
  package static func words(forCommand given: String, among names: [String]) -> String {
    let meant = foreignCommands[given.lowercased()] ?? nearest(to: given, among: names)
    return "no command \(given)" + (meant.map { ": did you mean \($0)?" } ?? "")
  }

  /// Says which flag the command does not have, and which was meant; nil where it has all.
  ///
  /// Without a command, a flag of one of `commands` is one that stands before its command.
  package static func words(
    forFlagIn arguments: [String], of command: (any ParsableCommand.Type)?,
    among commands: [any ParsableCommand.Type]
  ) -> String? {
    let flags = command.map { DeclaredFlag.all(of: $0) } ?? []
    guard let name = unknownFlag(in: arguments, flags) else { return nil }
    let given = name.count == 1 ? "-\(name)" : "--\(name)"
    guard let command else {
      let isOfOne = commands.contains { DeclaredFlag.all(of: $0).contains { $0.name == name } }
      return "no flag \(given)" + (isOfOne ? " before the command: give it after" : "")
    }
    let known = flags.map(\.name) + DeclaredFlag.arguments(of: command)
    let near = nearest(to: name, among: known)
    let foreign = near == nil ? nearest(to: name, among: foreignFlags.keys.sorted()) : nil
    let meant = foreignFlags[foreign ?? name.lowercased()]?.first { known.contains($0) } ?? near
    return "no flag \(given)" + (meant.map { ": did you mean --\($0)?" } ?? "")
  }

  private static func nearest(to given: String, among names: [String]) -> String? {
    Text(given).nearest(among: names.map { Text($0) })?.string
  }

  /// The first flag that is none of the command's, without dashes; values of flags are passed over.
  private static func unknownFlag(in arguments: [String], _ flags: [DeclaredFlag]) -> String? {
    var isValue = false
    for argument in arguments.prefix(while: { $0 != "--" }) {
      defer { isValue = false }
      guard argument.hasPrefix("-"), argument != "-", Double(argument) == nil else { continue }
      let isLong = argument.hasPrefix("--")
      let rest = argument.drop { $0 == "-" }
      let name = String(isLong ? rest.prefix { $0 != "=" } : rest.prefix(1))
      guard let flag = flags.first(where: { $0.name == name }) else {
        if isValue || ofEveryCommand.contains(name) { continue }
        return name
      }
      isValue = flag.takesValue && !argument.contains("=")
    }
    return nil
  }

  /// What the parser knows without being told, and short names.
  private static let ofEveryCommand = [
    "h", "q", "help", "help-hidden", "version", "generate-completion-script",
    "experimental-dump-help",
  ]
}
