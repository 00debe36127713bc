package import ArgumentParser

/// Converts spellings of a command line that the parser does not know to those that it knows.
///
/// An argument without a flag may be given with its name as a flag: `--manifest FILE` for the manifest. Flags that
/// once had another name keep it; the help does not list it.
package enum Spelling {
  /// The fault of a command line, in words.
  package struct Fault: Error {
    package let words: String

    init(_ words: String) { self.words = words }
  }

  /// The former names of flags, by command.
  private static let former = [
    "health": ["events": "manifest"], "worker": ["log": "log-file", "slots": "workers"],
  ]

  /// The arguments in the parser's form; unchanged if they already have it.
  package static func known(
    _ arguments: [String], among commands: [any ParsableCommand.Type]
  ) throws(Fault) -> [String] {
    guard let name = arguments.first,
      let command = commands.first(where: { $0._commandName == name })
    else { return arguments }
    var line = Line(command, former: former[name] ?? [:])
    try line.read(arguments.dropFirst())
    return [name] + line.arguments
  }

  /// A command line in its parts.
  private struct Line {
    private let flags: [DeclaredFlag]
    private let words: [String]
    private let former: [String: String]
    /// In the order given, with the names that the parser knows.
    private var all: [String] = []
    private var flagged: [String] = []
    private var plain: [String] = []
    private var named: [String: String] = [:]

    init(_ command: any ParsableCommand.Type, former: [String: String]) {
      (flags, words) = (DeclaredFlag.all(of: command), DeclaredFlag.arguments(of: command))
      self.former = former
    }

    /// Flags first, then the arguments without a flag, in their order.
    var arguments: [String] {
      guard !named.isEmpty else { return all }
      var rest = plain[...]
      var placed: [String] = []
      for word in words {
        guard let value = named[word] ?? rest.popFirst() else { break }
        placed.append(value)
      }
      return flagged + ["--"] + placed + rest
    }

    mutating func read(_ arguments: ArraySlice<String>) throws(Fault) {
      var rest = arguments
      while let argument = rest.popFirst() {
        guard argument != "--" else {
          plain += rest
          all += [argument] + rest
          return
        }
        guard argument.hasPrefix("--") else {
          all.append(argument)
          // Short flags take no value.
          if argument.hasPrefix("-"), argument != "-" {
            flagged.append(argument)
          } else {
            plain.append(argument)
          }
          continue
        }
        try read(flag: argument, &rest)
      }
    }

    private mutating func read(
      flag argument: String, _ rest: inout ArraySlice<String>
    ) throws(Fault) {
      let parts = argument.dropFirst(2).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let given = parts.first.map(String.init) ?? ""
      let name = former[given] ?? given
      let flag = flags.first { $0.name == name }
      var value = parts.count == 2 ? String(parts[1]) : nil
      if flag == nil, words.contains(name) {
        value = value ?? rest.popFirst()
        guard let value else {
          throw Fault("--\(name) needs a value: the name of the \(name)")
        }
        guard named.updateValue(value, forKey: name) == nil else {
          throw Fault("--\(name) is given twice")
        }
        return
      }
      var taken = ["--\(name)" + (value.map { "=\($0)" } ?? "")]
      if flag?.takesValue == true, value == nil, rest.first?.hasPrefix("--") == false {
        taken += rest.prefix(1)
        rest = rest.dropFirst()
      }
      all += taken
      flagged += taken
    }
  }
}
