import ArgumentParser
import Cluster
import Dataset
import Export
import Terminal

struct ReproduceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce",
    abstract: "Renders one event of a bundle again, by itself.")

  @Argument(help: "The bundle, whether its run is over or not.", completion: .directory)
  var bundle: String

  @Argument(help: "The number of the event, as status and log have it, or its id.")
  var event: String

  @OptionGroup var apart: StateFlag

  @Flag(help: "Print one JSON object.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "Write the clip to this new file, and a longer stretch of its recording beside it.",
      valueName: "file"),
    completion: .file())
  var keep: String?

  func run() throws {
    Interrupts.hold()
    let places = keep.map { [$0, Self.around($0)] } ?? []
    for place in places { try OutputForm.sound.requireReplaceable(place, "--keep \(place)") }
    let (event, sound) = try Reproduction.run(
      try apart.layout(of: bundle), event: event, keeping: keep != nil)
    var kept: [String] = []
    for (place, bytes) in zip(places, [sound?.clip, sound?.around]) {
      guard let bytes else { continue }
      try OutputForm.sound.write(bytes, to: place, "--keep \(place)")
      kept.append("kept: \(place)")
    }
    let words = (lines(event) + kept).map { $0.visible + "\n" }.joined()
    try Output.result(isJSON: json, event.json + [0x0A], words)
    if event.outcome == .quarantined { throw ArgumentParser.ExitCode(ExitCode.problems) }
  }

  /// `hit-around.wav` beside `hit.wav`.
  private static func around(_ path: String) -> String {
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    let name = path.dropFirst(folder.count)
    let end = name.lastIndex(of: ".") ?? name.endIndex
    return "\(folder)\(name[..<end])-around\(name[end...])"
  }

  private func lines(_ event: ReproducedEvent) -> [String] {
    let id = event.eventID.map { " (\($0))" } ?? ""
    return [
      "event \(event.ordinal)\(id) of \(event.manifest)", "audio: \(event.audioPath ?? "none")",
      outcome(event),
    ]
  }

  private func outcome(_ event: ReproducedEvent) -> String {
    let (reason, detail) = (event.reason ?? "?", event.detail ?? "?")
    switch event.outcome {
    case .rendered:
      return "rendered \(event.clips) \(event.clips == 1 ? "clip" : "clips")"
        + " of \((event.clipBytes ?? 0).grouped) bytes"
    case .skipped: return "skipped: \(reason) (\(detail))"
    case .quarantined:
      let signal = event.signal.map { "signal \($0) (\(Self.name(of: $0)))" }
      return "quarantined (\(reason)): \(signal ?? detail)"
    }
  }

  /// The name of a signal with which a decoder crashes.
  private static func name(of signal: Int) -> String {
    // The numbers on Linux, on x86-64 and arm64.
    let names = [4: "SIGILL", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE", 11: "SIGSEGV"]
    return names[signal] ?? "?"
  }
}
