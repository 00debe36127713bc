/// The parser's description of a command and its flags; the fields that the help needs.
struct CommandDescription: Decodable {
  let commandName: String
  let abstract: String?
  let arguments: [ArgumentDescription]?
  let subcommands: [CommandDescription]?
  let shouldDisplay: Bool
}

/// An argument or a flag of a command.
struct ArgumentDescription: Decodable {
  enum Kind: String, Decodable {
    case positional
    case option
    case flag
  }

  struct Name: Decodable {
    enum Kind: String, Decodable {
      case short
      case long
      case longWithSingleDash
    }

    let kind: Kind
    let name: String
  }

  /// A shell's completion for a value; at most one of them is set.
  struct CompletionKind: Decodable {
    struct Details: Decodable {}

    let file: Details?
    let directory: Details?
  }

  let kind: Kind
  let shouldDisplay: Bool
  let sectionTitle: String?
  let isOptional: Bool
  let isRepeating: Bool
  let names: [Name]?
  let valueName: String?
  let defaultValue: String?
  let allValues: [String]?
  let abstract: String?
  let completionKind: CompletionKind?

  /// The argument of `help`.
  static let helpedCommand = ArgumentDescription(
    kind: .positional, shouldDisplay: true, sectionTitle: nil, isOptional: true, isRepeating: false,
    names: nil, valueName: "command", defaultValue: nil, allValues: nil,
    abstract: "The command; without one, the help of the program is shown.", completionKind: nil)

  /// The flag that may also give an argument, without dashes; nil if there is none.
  var flagOfWord: String? {
    guard kind == .positional, !isRepeating, valueName != "command" else { return nil }
    return valueName
  }

  /// The form in a command line: `-q, --quiet`, `--limit <n>`, `<bundle>`.
  var label: String {
    let value = "<\(valueName ?? "value")>"
    guard kind != .positional else { return value }
    let spelled = (names ?? []).sorted { $0.kind == .short && $1.kind != .short }
      .map { $0.kind == .long ? "--\($0.name)" : "-\($0.name)" }.joined(separator: ", ")
    return kind == .option ? "\(spelled) \(value)" : spelled
  }

  /// Its purpose, with its values, its default, and the flag that may give an argument.
  var words: String {
    var notes: [String] = []
    if let allValues, !allValues.isEmpty { notes.append(allValues.joined(separator: ", ")) }
    if let defaultValue { notes.append("default: \(defaultValue)") }
    if let flagOfWord { notes.append("or --\(flagOfWord)") }
    let note = notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))"
    guard let abstract else { return note }
    let sentence = abstract.hasSuffix(".") ? abstract.dropLast() : abstract[...]
    return note.isEmpty ? abstract : "\(sentence)\(note)."
  }

  /// The form in the usage: in brackets if it is optional.
  var usage: String {
    let word = label + (isRepeating ? " ..." : "")
    return isOptional ? "[\(word)]" : word
  }
}

/// The parser's description of the whole program.
struct ToolDescription: Decodable {
  let command: CommandDescription
}
