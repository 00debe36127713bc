import Bundle
import JSON
package import Scheduling

/// Where a run stands, for people and for `--json`: keys in snake case, lengths in seconds and bytes.
package struct StatusDocument: Hashable, Sendable, Codable {
  /// How many clips of one kind, and how much audio they hold.
  ///
  /// What is left is planned and not committed: events that will be skipped count until all of the kind are
  /// done.
  package struct Clips: Hashable, Sendable, Codable {
    package var done = 0
    /// If every source can be read as far as its windows go.
    package var planned = 0
    /// Made in shards that still run, of both splits; nil where nobody tells.
    package var running: Int?
    /// Those of committed shards, and of those that still run.
    package var made: Int { done + (running ?? 0) }
    /// Nil where the plan is not known.
    package var left: Int?
    package var seconds = 0.0
    /// Nil where the plan does not tell lengths.
    package var secondsLeft: Double?
    /// Of the files; nil where the format does not tell.
    package var bytes: Int?
    package var bytesLeft: Int?
    /// Events of a split's sessions; nil for both splits together, and where the plan does not tell.
    package var events: Portion?
  }

  /// Events of a split by the latest manifest, but for malformed ones, which are of none.
  package struct Portion: Hashable, Sendable, Codable {
    package var total = 0
    /// Of committed shards.
    package var done = 0
    package var left = 0

    package init(total: Int, done: Int, left: Int) {
      self.total = total
      self.done = done
      self.left = left
    }
  }

  /// How far the events are; `done` and `running` never count one twice.
  package struct Events: Hashable, Sendable, Codable {
    package var total = 0
    /// Of committed shards.
    package var done = 0
    package var left = 0
    /// Finished in shards that still run.
    package var running = 0
    /// Of committed shards, and in those that still run.
    package var finished: Int { done + running }
    package var sliced = 0
    package var skipped = 0
    /// In shards that still run; nil where nobody tells.
    package var skippedRunning: Int?
    /// Those of committed shards, and of those that still run.
    package var skippedSoFar: Int { skipped + (skippedRunning ?? 0) }
    package var duplicates = 0
    package var quarantined = 0
    /// Events of the bundle that the manifest no longer has and that were kept; nil for none.
    package var removed: Int?
    /// Clips whose files are other clips', since the file system ignores the case of names; nil for none.
    package var caseTwins: Int?
    package var perSecond = 0.0
    /// Nil while there is no rate yet.
    package var etaSeconds: Int?
  }

  /// What the plan knows of a source set, and how far it is.
  package struct Source: Hashable, Sendable, Codable {
    package var name = ""
    /// Of the plan; nil, as all that is not known, where the run state is gone.
    package var events: Int?
    package var files: Int?
    package var filesFound: Int?
    package var eventsMissing: Int?
    /// Events of committed shards, and what they came to.
    ///
    /// A shard of more than 16 source sets does not tell of all.
    package var done: Int?
    package var left: Int?
    package var clips: Int?
    package var clipsPlanned: Int?
    package var clipsLeft: Int?
    package var seconds = 0.0
    package var secondsLeft: Double?
    /// Of the files; nil where the format does not tell.
    package var bytes: Int?
    package var bytesLeft: Int?
  }

  /// Something with a name, and words about it: a quarantined event, a refused worker.
  package struct Note: Hashable, Sendable, Codable {
    package var subject: String
    package var words: String
    /// What tries a quarantined event by itself; nil where its number is not known, and for all else.
    package var reproduce: String?
  }

  /// What a run, or all runs together, contributed.
  package struct Sum: Hashable, Sendable, Codable {
    package var events = 0
    package var clips = 0
    package var seconds = 0.0
    package var skipped = 0
  }

  /// `planning`, `running`, `paused`, `draining`, `merging`, `complete`, `interrupted` or `stopped`.
  package var state = "running"
  /// `live` or `files`.
  package var source = "live"
  /// Why the coordinator, where there seems to be one, did not tell by itself; nil where it did.
  package var unanswered: String?
  /// How old the figures are.
  package var ageSeconds = 0.0
  package var bundle = ""
  package var run = ""
  package var epoch = 0
  package var host = ""
  package var pid = 0
  package var started = ""
  /// What goes on with the run where it ends early; nil where that is not known.
  package var resumeCommand: String?
  /// Seconds since 1970, when the figures were made.
  package var written = 0
  package var events = Events()
  package var clips = Clips()
  package var train = Clips()
  package var val = Clips()
  package var shards = Snapshot.Shards()
  package var sources: [Source] = []
  /// Source sets that there was no room for in `sources`.
  package var sourcesOmitted: Int?
  /// Skipped events of committed shards, by reason.
  package var skips: [String: Int] = [:]
  /// What planning found of them before anything was rendered.
  package var skipsPlanned: [String: Int] = [:]
  package var workers: [Snapshot.Worker] = []
  /// Workers that there was no room for in `workers`.
  package var workersOmitted = 0
  package var stragglers: [Snapshot.Running] = []
  package var retries = Snapshot.Retries()
  /// Nil where no coordinator tells.
  package var journal: Snapshot.Journal?
  package var quarantined: [Note] = []
  package var refused: [Note] = []
  package var excluded: [Note] = []
  package var culprits: [Note] = []
  package var troubles: [String] = []
  package var lifetime = Sum()
  package var thisRun = Sum()

  package init() {}

  /// The bundle is whole: nothing is left of what was planned.
  mutating func complete() {
    state = "complete"
    events.etaSeconds = nil
    resumeCommand = nil
    clips.complete()
    train.complete()
    val.complete()
    for number in sources.indices { sources[number].complete() }
  }

  /// Rows of workers in one text: keeps making it within some tens of milliseconds.
  private static let workersTold = 2000

  /// One line of JSON, without a line end; it has room for the first 2,000 workers.
  package var json: [UInt8] {
    var told = self
    told.workers = Array(workers.prefix(Self.workersTold))
    told.workersOmitted += workers.count - told.workers.count
    return JSONFile.encode(told, as: .line)
  }

  /// Reads what `json` wrote; nil for anything else.
  ///
  /// The text may be a file that somebody else wrote: figures that nobody can count with are refused.
  package init?(json: [UInt8]) {
    guard Self.isCountable(json),
      let value = try? JSONFile.decode(Self.self, from: json, as: .line)
    else { return nil }
    self = value
  }

  /// Whether a text holds no number beyond 2⁵³ either way, so that figures can be summed and multiplied
  /// by a hundred.
  static func isCountable(_ json: [UInt8]) -> Bool {
    var parser = JSONParser()
    return (try? parser.parse(json) { hasCountableNumbers($0) }) == true
  }

  private static let largest = Double(1 << 53)

  /// Nested at most as deep as the parser allows.
  private static func hasCountableNumbers(_ value: JSONValue) -> Bool {
    if value.isArray { return value.elements.allSatisfy(hasCountableNumbers) }
    if value.isObject { return value.fields.allSatisfy { hasCountableNumbers($0.value) } }
    return value.double.map { abs($0) <= largest } ?? true
  }
}
