import ArgumentParser
import Foundation

/// Makes recordings of a synthesised drummer, and the manifest of what was played.
@main
struct DemoCorpus: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo-corpus",
    abstract: "Make a corpus of synthesised drum recordings with exact onsets.",
    discussion: """
      OUTPUT_DIR gets audio/, manifest.jsonl, manifest-shuffled.jsonl (the same lines in another
      order) and taxonomy.json. Paths in the manifests are relative to OUTPUT_DIR. The same seed
      and number of events give the same bytes. A few events are faulty on purpose: missing and
      damaged files, duplicates, nothing that sounds, a time past the end. With fewer than 1,000
      events their share is above 1 %.
      """)

  @Argument(help: "The folder to fill.")
  var outputDirectory: String

  @Option(help: "How many events; at least 100.")
  var events = 4000

  @Option(help: "Where all randomness comes from.")
  var seed: UInt64 = 1

  @Flag(
    help: """
      Instead, make a small corpus in which some source sets have one known fault each: late onsets, \
      silence, clipped strokes, a recording or its copy in both splits, a sound with two labels.
      """)
  var planted = false

  func validate() throws {
    guard (100...1_000_000).contains(events) else {
      throw ValidationError("--events must be 100 to 1,000,000.")
    }
  }

  func run() throws {
    if planted {
      var corpus = PlantedCorpus(folder: URL(filePath: outputDirectory), seed: seed)
      try corpus.make()
      return print("\(outputDirectory)\n  \(corpus.eventCount) events, manifest.jsonl")
    }
    let faults = Faults(events: events)
    var corpus = Corpus(folder: URL(filePath: outputDirectory), seed: seed)
    try corpus.make(events: events, faults: faults)
    report(corpus, faults)
  }

  private func report(_ corpus: Corpus, _ faults: Faults) {
    let skipped = faults.skipped.reduce(0) { $0 + $1.count }
    let reasons = faults.skipped.map { "\($0.count) \($0.reason)" }.joined(separator: ", ")
    let share = (Double(skipped) / Double(events) * 1000).rounded() / 10
    print(
      """
      \(corpus.folder.path(percentEncoded: false))
        \(Recording.all.count) recordings, \(Int(corpus.seconds)) s: \
      44.1 kHz stereo WAV and FLAC, 44.1 kHz mono WAV, 48 kHz 24-bit WAV
        \(corpus.events.count) events in \(Recording.all.count) sessions, \
      \(corpus.validationEvents) of them for validation
        \(skipped) events (\(share) %) cannot become clips, on purpose: \(reasons)
        manifest.jsonl, manifest-shuffled.jsonl, taxonomy.json
      """)
  }
}
