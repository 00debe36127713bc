import ArgumentParser
import Cluster
import Doctor
import Drawing
import Export
import Files
import RunState
import Terminal

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Checks what a run on this machine depends on, and says what to do.")

  @Argument(help: "A bundle, or the place for one.", completion: .directory)
  var bundle: String?

  @OptionGroup var apart: StateFlag
  @OptionGroup var address: ConnectFlag
  @OptionGroup var pair: KeyFlags

  @Option(
    help: ArgumentHelp(
      "A folder of keys, made by keygen (default: the bundle's name with .keys).",
      valueName: "folder"), completion: .directory)
  var keys: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  @Option(help: .hidden)
  var witness: String?

  func run() throws {
    if let witness {
      do throws(StorageError) { try Witness.testify(in: witness) } catch { throw RunFailure(error) }
      return
    }
    var request = Examination.Request()
    request.bundle = try bundle.map { path throws(RunFailure) in try apart.layout(of: path) }
    request.endpoint = address.connect
    request.keys = pair.paths
    request.keyFolder = keys
    Interrupts.hold()
    let found = try Self.examine(request)
    let report = DoctorReport(found)
    try Output.result(
      isJSON: json, found.json, report.text(.output), fault: found.isClean ? nil : report.verdict)
    if !found.isClean { throw ArgumentParser.ExitCode(ExitCode.problems) }
  }

  private static func examine(_ request: Examination.Request) throws(RunFailure) -> Examination {
    do {
      return try Examination(request)
    } catch {
      throw RunFailure(error)
    }
  }
}
