import ArgumentParser

/// The flags that only look at a manifest.
struct VerifyFlags: ParsableArguments {
  @Flag(help: "Only look: tell what would be exported and what is missing; writes no bundle.")
  var verifyOnly = false

  @Flag(help: "With --verify-only: open each recording too. With --resume: compare each clip.")
  var deep = false

  @Option(
    help: ArgumentHelp("Write the clips' length by source set as CSV.", valueName: "file"),
    completion: .file())
  var expectedDurationCsv: String?
}
