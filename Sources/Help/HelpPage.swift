import JSON

/// The help of a command, ready for output as text or as a man page.
package struct HelpPage {
  /// A flag, a command or an exit code, with its explanation.
  struct Row {
    let label: String
    let words: String
  }

  struct Section {
    let title: String
    let rows: [Row]
  }

  /// `clipmill export`, or `clipmill` for the program itself.
  package let name: String
  /// `export`; nil for the program itself.
  package let command: String?
  let abstract: String
  let usage: String
  /// The flags that may give arguments that need none.
  let wordFlags: [WordFlag]
  let paragraphs: [String]
  /// Lines of a shell.
  let examples: [String]
  let sections: [Section]
  let exitCodes: [Row]
  /// Where to read more.
  let more: String?

  /// The pages of the program and of each command that is not hidden, in the order of the help, read from the
  /// parser's description.
  package static func all(of description: String) throws -> [HelpPage] {
    let tool = try JSONFile.decode(ToolDescription.self, from: Array(description.utf8)).command
    let commands = (tool.subcommands ?? []).filter(\.shouldDisplay)
    return [HelpPage(program: tool, commands)]
      + Guide.groups.flatMap(\.commands).compactMap { name in
        commands.first { $0.commandName == name }.map {
          HelpPage(command: $0, of: tool.commandName)
        }
      }
  }

  private init(program: CommandDescription, _ commands: [CommandDescription]) {
    let guide = Guide.program
    (name, self.command) = (program.commandName, nil)
    abstract = program.abstract ?? ""
    usage = "\(name) <command> [<flags>] ..."
    wordFlags = []
    (paragraphs, examples) = (guide.paragraphs, guide.examples)
    let groups = Guide.groups.map { group in
      Section(
        title: group.title,
        rows: group.commands.compactMap { name in
          commands.first { $0.commandName == name }
            .map { Row(label: name, words: Self.words(of: $0)) }
        })
    }
    sections = groups + Self.sections(of: program, isProgram: true)
    exitCodes = guide.exitCodes.map { Row(label: "\($0.code)", words: $0.words) }
    more = "The flags of a command, and examples: \(name) help <command>"
  }

  private init(command: CommandDescription, of program: String) {
    let guide = Guide.commands[command.commandName] ?? Guide()
    (name, self.command) = ("\(program) \(command.commandName)", command.commandName)
    abstract = Self.words(of: command)
    let shown = Self.arguments(of: command)
    let words = shown.filter { $0.kind == .positional || !$0.isOptional }
      .sorted { $0.kind != .positional && $1.kind == .positional }
    let takesFlags = shown.contains { $0.kind != .positional }
    usage = ([name] + (takesFlags ? ["[<flags>]"] : []) + words.map(\.usage))
      .joined(separator: " ")
    wordFlags = shown.compactMap(WordFlag.init)
    (paragraphs, examples) = (guide.paragraphs, guide.examples)
    sections = Self.sections(of: command, isProgram: false)
    exitCodes = guide.exitCodes.map { Row(label: "\($0.code)", words: $0.words) }
    more =
      guide.exitCodes.count == Guide.program.exitCodes.count
      ? nil : "All exit codes: \(program) help"
  }

  /// The parser's own `help` has the parser's words.
  private static func words(of command: CommandDescription) -> String {
    command.commandName == "help"
      ? "Shows the help of a command, or this one." : command.abstract ?? ""
  }

  /// The visible arguments; for the parser's own `help`, replacements.
  private static func arguments(of command: CommandDescription) -> [ArgumentDescription] {
    guard command.commandName != "help" else { return [.helpedCommand] }
    return (command.arguments ?? []).filter(\.shouldDisplay)
  }

  /// Groups in the order in which they first appear; those without a title come last, but arguments first.
  private static func sections(of command: CommandDescription, isProgram: Bool) -> [Section] {
    let (arguments, flags) = ("Arguments", "Flags")
    var rows: [String: [Row]] = [:]
    var titles: [String] = []
    for argument in Self.arguments(of: command) {
      let isHelp = argument.names?.contains { $0.name == "help" } == true
      let isVersion = argument.names?.contains { $0.name == "version" } == true
      if isVersion, !isProgram { continue }
      let title = argument.sectionTitle ?? (argument.kind == .positional ? arguments : flags)
      if rows[title] == nil { titles.append(title) }
      let words =
        isHelp
        ? "Show this help."
        : isVersion ? "Show the version, the revision and the libraries." : argument.words
      rows[title, default: []].append(Row(label: argument.label, words: words))
    }
    let order = [arguments] + titles.filter { $0 != arguments && $0 != flags } + [flags]
    return order.compactMap { title in rows[title].map { Section(title: title, rows: $0) } }
  }
}
