import ArgumentParser
import Cluster
import Export

struct CoordinatorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coordinator",
    abstract: "Exports a manifest with workers on other hosts, started by someone else.",
    discussion: """
      The same as export, but the workers are started by hand, Slurm, Kubernetes or systemd, and \
      share this host's file system. Example:
        clipmill keygen keys
        clipmill coordinator events.jsonl /shared/dataset --bind tcp://0.0.0.0:5555 \\
          --key keys/coordinator.key --allow-list keys/allow-list
        clipmill worker --bundle /shared/dataset --key keys/worker-worker.key \\
          --server-key keys/coordinator.pub
      """)

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
      "Clips of each shard that are read and held against the worker's report.",
      valueName: "number"))
  var sampleClips = ListenSettings.usualSampleSize

  @OptionGroup var export: ExportArguments

  @Option(parsing: .unconditional, help: .hidden)
  var workers: String?

  func validate() throws {
    guard workers == nil else {
      throw ValidationError("coordinator starts no workers: --workers belongs to export")
    }
    guard (0...1000).contains(sampleClips) else {
      throw ValidationError("--sample-clips takes 0 to 1000 clips, not \(sampleClips)")
    }
  }

  func run() throws {
    var listen = ListenSettings(bind: bind)
    listen.advertise = advertise
    listen.key = key
    listen.allowList = allowList
    listen.sampleSize = sampleClips
    try listen.check()
    try export.run(listening: listen)
  }
}
