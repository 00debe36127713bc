import ArgumentParser
import Cluster
import Dataset
import Export
import Files
import Glibc
import Help
import RunState
import Terminal

@main
struct Clipmill: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clipmill",
    abstract: "Cuts labelled audio events out of recordings into a training dataset.",
    version: Build.version,
    subcommands: [
      ExportCommand.self, CoordinatorCommand.self, WorkerCommand.self, StatusCommand.self,
      CompareCommand.self, MergeCommand.self, ReproduceCommand.self, IntegrityCommand.self,
      ChecksumsCommand.self, HealthCommand.self, MetricsCommand.self, KeygenCommand.self,
      InspectCommand.self, ImportCommand.self, PackCommand.self, UnpackCommand.self,
      DoctorCommand.self,
      VersionCommand.self, ManualCommand.self,
      RendererCommand.self,
    ])

  /// Every command ends here: its error becomes an exit code.
  static func main() {
    StackLimit.require(
      orEndWith: """
        clipmill: the stack may have less than 1 MiB here (raise ulimit -s to 1024 or more)

        """,
      code: RunFailure.Kind.unfinished.exitCode)
    // A file that may not grow further is an error of writing, not a signal that ends the process.
    signal(SIGXFSZ, SIG_IGN)
    Output.holdStandardDescriptors()
    do {
      let given = try arguments()
      if given.isEmpty || given == ["--"] {
        throw RunFailure(.usage, "no command was given (see clipmill --help)")
      }
      try requireKnownCommand(given)
      let known = try respelled(given)
      let arguments = try ConfigFile.expanded(known, among: configuration.subcommands)
      var command = try parseAsRoot(arguments)
      if !configuration.subcommands.contains(where: { type(of: command) == $0 }) {
        // The remaining command is the parser's own for help.
        try HelpRequest.answer(given)
        ExitCode.leave(ExitCode.done)
      }
      if !(command is RendererCommand) { OwnFault.endsInWords() }
      try command.run()
      ExitCode.leave(ExitCode.done)
    } catch let failure as RunFailure {
      Output.error("clipmill: \(failure.description.visible)")
      ExitCode.leave(failure.kind.exitCode)
    } catch {
      leave(after: error)
    }
  }

  /// The arguments after the program's name; a name that is not UTF-8 would become another one on its way to the
  /// disk.
  private static func arguments() throws(RunFailure) -> [String] {
    let given = Host.arguments.dropFirst()
    if let bad = given.first(where: { !$0.isUTF8 }) {
      throw RunFailure(
        .usage, "\(bad.text.visible) is not UTF-8 (rename it, or use a link)")
    }
    return given.map(\.text)
  }

  private static func respelled(_ given: [String]) throws(RunFailure) -> [String] {
    do throws(Spelling.Fault) {
      return try Spelling.known(given, among: configuration.subcommands)
    } catch {
      throw RunFailure(.usage, error.words)
    }
  }

  /// Throws for an unknown command, also after `help`.
  private static func requireKnownCommand(_ given: [String]) throws(RunFailure) {
    let commands = configuration.subcommands
    let words = given.first == "help" ? given.dropFirst() : given[...]
    guard let name = words.first, !name.hasPrefix("-"), name != "help",
      !commands.contains(where: { $0._commandName == name })
    else { return }
    let names = commands.filter { $0.configuration.shouldDisplay }.map { $0._commandName }
    let miss = NearMiss.words(forCommand: name, among: names + ["help"])
    throw RunFailure(.usage, "\(miss) (see clipmill --help)")
  }

  /// Help and version go to stdout with 0; wrong usage is one line on stderr with 64.
  private static func leave(after error: any Error) -> Never {
    if exitCode(for: error).isSuccess {
      let message = fullMessage(for: error)
      Output.line(
        message == Build.version
          ? VersionReport().text : CompletionScript(message, pages: HelpRequest.pages()).text)
      ExitCode.leave(ExitCode.done)
    }
    if let exit = error as? ArgumentParser.ExitCode { ExitCode.leave(exit.rawValue) }
    let typed = Host.arguments.dropFirst().map(\.text)
    let given = (try? respelled(typed)) ?? typed
    let name = given.first.flatMap { $0.hasPrefix("-") ? nil : $0 }
    let command = configuration.subcommands.first { $0._commandName == name }
    let words =
      NearMiss.words(
        forFlagIn: given, of: command, among: name == nil ? configuration.subcommands : [])
      ?? message(for: error).split(separator: "\n").joined(separator: " ")
    let help = name.map { "clipmill \($0) --help" } ?? "clipmill --help"
    Output.error("clipmill: \(words) (see \(help))")
    ExitCode.leave(ExitCode.usage)
  }
}
