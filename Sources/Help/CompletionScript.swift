/// The parser's completion script for a shell, with the missing parts: the commands after `help`, and the flags that
/// may give arguments.
package struct CompletionScript {
  private let script: String
  private let pages: [HelpPage]

  /// `pages` are those of the program and of its commands.
  package init(_ script: String, pages: [HelpPage]) {
    (self.script, self.pages) = (script, pages.filter { $0.command != nil })
  }

  /// The script; a text of another form is left unchanged.
  package var text: String {
    pages.reduce(withCommandsAfterHelp) { script, page in
      guard let name = page.command, !page.wordFlags.isEmpty else { return script }
      return fish(zsh(bash(script, name, page), name, page), name, page)
    }
  }

  // MARK: Commands after help

  private var withCommandsAfterHelp: String {
    let names = pages.compactMap(\.command).joined(separator: " ")
    let bash = """
          __clipmill_offer_flags_options -1
      }

      complete -o
      """
    let bashWithCommands = """
          __clipmill_offer_flags_options -1
          ((COMP_CWORD > 2)) || COMPREPLY+=($(compgen -W '\(names)' -- "${cur}"))
      }

      complete -o
      """
    let fish =
      #"complete -c 'clipmill' -n '__clipmill_should_offer_completions_for_flags_or_options "clipmill help" version'"#
    let fishWithCommands =
      #"complete -c 'clipmill' -n '__clipmill_should_offer_completions_for_positional "clipmill help" -eq 1' -fka '\#(names)'"#
    return script.replacing(bash, with: bashWithCommands)
      .replacing("'*:subcommands:'", with: "'1:command:(\(names))'")
      .replacing(fish, with: "\(fishWithCommands)\n\(fish)")
  }

  // MARK: Flags of arguments

  /// The text with `more` behind the first `mark` that follows `start`; unchanged if one of them is missing.
  private func inserting(
    _ more: String, into text: String, behind mark: String, after start: String
  ) -> String {
    guard let begin = text.firstRange(of: start)?.upperBound,
      let place = text[begin...].firstRange(of: mark)?.upperBound
    else { return text }
    return text[..<place] + more + text[place...]
  }

  /// Names among the options, and completions for their values.
  private func bash(_ script: String, _ command: String, _ page: HelpPage) -> String {
    let start = "\n_clipmill_\(command)() {\n"
    let names = page.wordFlags.map { "'--\($0.name)'" }.joined(separator: " ")
    let cases = page.wordFlags.compactMap { flag -> String? in
      let kind: String? =
        switch flag.value {
        case .file: "-f"
        case .directory: "-d"
        case .other: nil
        }
      return kind.map {
        "    '--\(flag.name)')\n        __clipmill_add_completions \($0)\n        return\n        ;;\n"
      }
    }
    let values = "\n    case \"${prev}\" in\n\(cases.joined())    esac\n"
    let named = inserting(
      "\(names) ", into: script, behind: "non_repeating_options=(", after: start)
    let counts = page.wordFlags.count
    return inserting(
      values, into: named, behind: "__clipmill_offer_flags_options \(counts)\n", after: start)
  }

  private func zsh(_ script: String, _ command: String, _ page: HelpPage) -> String {
    let specs = page.wordFlags.map { flag in
      let action =
        switch flag.value {
        case .file: "_files"
        case .directory: "_files -/"
        case .other: ""
        }
      let words = flag.words.replacing("'", with: "'\\''").replacing(":", with: "\\:")
      return "        '--\(flag.name)[\(words)]:\(flag.name):\(action)'\n"
    }
    return inserting(
      specs.joined(), into: script, behind: "local -ar arg_specs=(\n",
      after: "\n_clipmill_\(command)() {\n    local -i ret=1\n")
  }

  /// The options that the parser of the command line must know, and a completion for each.
  private func fish(_ script: String, _ command: String, _ page: HelpPage) -> String {
    let specs = page.wordFlags.map { "'\($0.name)=' " }.joined()
    let known = inserting(
      specs, into: script, behind: "__clipmill_parse_subcommand \(page.wordFlags.count) ",
      after: "case '\(command)'\n")
    guard known != script else { return script }
    let offers = page.wordFlags.map { flag in
      let value =
        switch flag.value {
        case .file: "-rF"
        case .directory: "-rfa '(__clipmill_complete_directories)'"
        case .other: "-rfka ''"
        }
      let words = flag.words.replacing("'", with: "\\'")
      return "complete -c 'clipmill' -n '__clipmill_should_offer_completions_for_flags_or_options"
        + " \"clipmill \(command)\" \(flag.name)' -l '\(flag.name)' -d '\(words)' \(value)\n"
    }
    return known + (known.hasSuffix("\n") ? "" : "\n") + offers.joined()
  }
}
