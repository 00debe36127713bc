import ArgumentParser
import Cluster
import Export

struct CoordinatorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coordinator",
    abstract: "Exports a manifest with workers that others start, on any host.")

  @OptionGroup(title: "Workers") var network: ListenFlags

  @OptionGroup var export: ExportArguments

  @Option(parsing: .unconditional, help: .hidden)
  var workers: String?

  func validate() throws {
    guard workers == nil else {
      throw ValidationError("coordinator starts no workers: --workers belongs to export")
    }
  }

  func run() throws {
    let listen = network.settings
    try listen.check()
    try export.run(listening: listen)
  }
}

/// The address of a coordinator, its peers, and how far it trusts them.
struct ListenFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where to listen: tcp://HOST:PORT, tcp://HOST:* for any port, or ipc://PATH.",
      valueName: "endpoint"))
  var bind: String

  @Option(
    help: ArgumentHelp(
      "What workers connect to, where that is not the address bound.", valueName: "endpoint"))
  var advertise: String?

  @Option(
    help: ArgumentHelp("The coordinator's secret key, made by keygen.", valueName: "file"),
    completion: .file())
  var key: String?

  @Option(
    help: ArgumentHelp(
      "Who may connect, made by keygen; read again when it changes or on SIGHUP.",
      valueName: "file"), completion: .file())
  var allowList: String?

  @Option(
    help: ArgumentHelp(
      "Clips of each shard that are compared with the worker's report.", valueName: "n"))
  var sampleClips = ListenSettings.usualSampleSize

  func validate() throws {
    guard (0...1000).contains(sampleClips) else {
      throw ValidationError("--sample-clips takes 0 to 1000 clips, not \(sampleClips)")
    }
  }

  var settings: ListenSettings {
    var listen = ListenSettings(bind: bind)
    listen.advertise = advertise
    listen.key = key
    listen.allowList = allowList
    listen.sampleSize = sampleClips
    return listen
  }
}
