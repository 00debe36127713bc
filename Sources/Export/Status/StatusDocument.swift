import Bundle
import JSON
package import Scheduling

/// The state of a run, for people and for `--json`: keys in snake case, lengths in seconds and bytes.
package struct StatusDocument: Hashable, Sendable, Codable {
  /// The number of clips of one kind, and their audio.
  ///
  /// Clips that are left are planned and not committed: events that will be skipped count until all events of the kind are
  /// done.
  package struct Clips: Hashable, Sendable, Codable {
    package var done = 0
    /// The number if every source can be read as far as its windows go.
    package var planned = 0
    /// Made in shards that still run, of both splits; nil if not reported.
    package var running: Int?
    /// Those of committed shards, and of those that still run.
    package var made: Int { done + (running ?? 0) }
    /// Nil if the plan is not known.
    package var left: Int?
    package var seconds = 0.0
    /// Nil if the plan does not state lengths.
    package var secondsLeft: Double?
    /// Bytes of the files; nil if they do not follow from the format.
    package var bytes: Int?
    package var bytesLeft: Int?
    /// Events of a split's sessions; nil for both splits together, and if the plan does not state them.
    package var events: Portion?
  }

  /// Events of a split by the latest manifest, except malformed ones, which belong to no split.
  package struct Portion: Hashable, Sendable, Codable {
    package var total = 0
    /// Of committed shards.
    package var done = 0
    package var left = 0
    /// Those of `done` that were sliced; nil if that is not on record.
    package var sliced: Int?
    /// Those of `done` that were skipped.
    package var skipped: Int? { sliced.map { max(done - $0, 0) } }

    package init(total: Int, done: Int, left: Int, sliced: Int? = nil) {
      self.total = total
      self.done = done
      self.left = left
      self.sliced = sliced
    }
  }

  /// The progress of events; `done` and `running` never count one twice.
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
    /// In shards that still run; nil if not reported.
    package var skippedRunning: Int?
    /// Those of committed shards, and of those that still run.
    package var skippedSoFar: Int { skipped + (skippedRunning ?? 0) }
    package var duplicates = 0
    package var quarantined = 0
    /// Kept events of the bundle that the manifest no longer has; nil for none.
    package var removed: Int?
    /// Clips whose files belong to other clips, since the file system ignores the case of names; nil for none.
    package var caseTwins: Int?
    package var perSecond = 0.0
    /// Nil while there is no rate yet.
    package var etaSeconds: Int?
  }

  /// The plan's facts about a source set, and its progress.
  package struct Source: Hashable, Sendable, Codable {
    package var name = ""
    /// Events of the plan; nil, like every unknown value, if the run state is gone.
    package var events: Int?
    package var files: Int?
    package var filesFound: Int?
    package var eventsMissing: Int?
    /// Events of committed shards, and their outcome.
    ///
    /// A shard of more than 16 source sets does not list all of them.
    package var done: Int?
    package var left: Int?
    package var clips: Int?
    package var clipsPlanned: Int?
    package var clipsLeft: Int?
    package var seconds = 0.0
    package var secondsLeft: Double?
    /// Bytes of the files; nil if they do not follow from the format.
    package var bytes: Int?
    package var bytesLeft: Int?
  }

  /// A name with words: a quarantined event, a refused worker.
  package struct Note: Hashable, Sendable, Codable {
    package var subject: String
    package var words: String
    /// The command that tries a quarantined event by itself; nil if its number is not known, and for all other notes.
    package var reproduce: String?
  }

  /// The contribution of a run, or of all runs together.
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
  /// The reason why the coordinator, if there seems to be one, did not answer; nil if it did.
  package var unanswered: String?
  /// The age of the figures.
  package var ageSeconds = 0.0
  package var bundle = ""
  package var run = ""
  package var epoch = 0
  package var host = ""
  package var pid = 0
  package var started = ""
  /// The command that resumes the run if it ends early; nil if not known.
  package var resumeCommand: String?
  /// Seconds since 1970, when the figures were made.
  package var written = 0
  package var events = Events()
  package var clips = Clips()
  package var train = Clips()
  package var val = Clips()
  package var shards = Snapshot.Shards()
  package var shardMap: Snapshot.ShardMap?
  /// Bytes of the manifest that are planned, or shards that are merged; nil if not reported.
  package var step: Portion?
  package var room: Snapshot.Room?
  package var sources: [Source] = []
  /// Number of source sets for which `sources` had no room.
  package var sourcesOmitted: Int?
  /// Skipped events of committed shards, by reason.
  package var skips: [String: Int] = [:]
  /// Skipped events by planning, before anything was rendered.
  package var skipsPlanned: [String: Int] = [:]
  package var workers: [Snapshot.Worker] = []
  /// Number of workers for which `workers` had no room.
  package var workersOmitted = 0
  package var stragglers: [Snapshot.Running] = []
  package var retries = Snapshot.Retries()
  /// Nil if no coordinator reports it.
  package var journal: Snapshot.Journal?
  package var quarantined: [Note] = []
  package var refused: [Note] = []
  package var excluded: [Note] = []
  package var culprits: [Note] = []
  package var troubles: [String] = []
  package var lifetime = Sum()
  package var thisRun = Sum()

  package init() {}

  /// The bundle is complete: nothing planned is left.
  mutating func complete() {
    state = "complete"
    events.etaSeconds = nil
    resumeCommand = nil
    clips.complete()
    train.complete()
    val.complete()
    for number in sources.indices { sources[number].complete() }
  }

  /// Nobody renders: what ran has to be rendered again, and workers are not known any more.
  mutating func stop() {
    state = "stopped"
    shards.pending += shards.leased + shards.provisional
    (shards.leased, shards.provisional) = (0, 0)
    events.left += events.running
    (events.running, events.skippedRunning) = (0, nil)
    (events.perSecond, events.etaSeconds) = (0, nil)
    clips.running = nil
    (workers, workersOmitted, stragglers) = ([], 0, [])
  }

  /// Rows of workers in one text, and their leases; the limits keep the time to make it within some tens of milliseconds.
  private static let workersTold = 2000
  private static let leasesTold = 8000

  /// One line of JSON, without a line end; it has room for the first 2,000 workers, or those of the first 8,000 leases.
  package var json: [UInt8] {
    var told = self
    var leases = 0
    told.workers = Array(
      workers.prefix(Self.workersTold).prefix {
        leases += $0.leases.count
        return leases <= Self.leasesTold
      })
    told.workersOmitted += workers.count - told.workers.count
    return JSONFile.encode(told, as: .line)
  }

  /// Reads the text of `json`; nil for anything else.
  ///
  /// Somebody else may have written the text: figures that are too large to compute with are refused.
  package init?(json: [UInt8]) {
    guard Self.isCountable(json),
      let value = try? JSONFile.decode(Self.self, from: json, as: .line)
    else { return nil }
    self = value
  }

  /// True if a text holds no number beyond ±2⁵³, so that figures can be summed and multiplied by a hundred.
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
