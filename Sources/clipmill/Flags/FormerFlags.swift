import ArgumentParser

/// Flags of the former Python tool that have no effect any more: they are accepted, so that scripts with them still
/// run, and answered with a line each.
struct FormerFlags: ParsableArguments {
  @Flag(help: .hidden) var forceRich = false
  @Flag(help: .hidden) var disableRich = false
  @Flag(help: .hidden) var profile = false
  @Option(help: .hidden) var writeWorkers: Int?
  @Option(help: .hidden) var checkpointEvery: Int?
  @Flag(help: .hidden) var healMissingClips = false
  @Option(help: .hidden) var progressInterval: Double?

  /// A note about each given flag, in the order of their names here.
  var notes: [String] {
    [
      (forceRich, "--force-rich: use --progress live"),
      (disableRich, "--disable-rich: use --progress plain"),
      (profile, "--profile: the summary and clipmill status tell the rates"),
      (writeWorkers != nil, "--write-workers: use --workers; every renderer writes its own clips"),
      (checkpointEvery != nil, "--checkpoint-every: every shard is committed as it is done"),
      (healMissingClips, "--heal-missing-clips: --resume always renders missing clips again"),
      (progressInterval != nil, "--progress-interval: use --progress plain, live or none"),
    ].compactMap { given, words in given ? "note: nothing to do for \(words)" : nil }
  }
}
