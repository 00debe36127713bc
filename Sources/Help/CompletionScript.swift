/// The parser's completion script for a shell, with what it lacks: the commands after `help`.
package struct CompletionScript {
  private let script: String
  private let commands: [String]

  package init(_ script: String, commands: [String]) {
    (self.script, self.commands) = (script, commands)
  }

  /// The script; another text is left as it is.
  package var text: String {
    let names = commands.joined(separator: " ")
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
}
