import CLinux
package import Export
import Files
import Glibc
import Messaging
import Scheduling

/// How a worker is set up.
package struct WorkerSettings {
  package var place: CoordinatorPlace
  /// Nil: only a coordinator on this host that asks for no keys.
  package var keys: KeyPaths?
  package var name: String
  /// Renderer processes.
  package var slots: Int
  /// Where the log goes; nil: to standard error.
  package var log: String?
  /// Whether standard input closes when the process that started us dies.
  package var hasLifeline = false
  /// How long to go on without a word from a coordinator.
  package var patienceSeconds = 600
  /// MiB that a renderer may hold: one that holds more is killed, and the event charged.
  package var rendererMemory = ExportRequest.usualRendererMemory

  package init(_ place: CoordinatorPlace, name: String? = nil, slots: Int) {
    self.place = place
    self.name = name ?? Host.name
    self.slots = slots
  }

  var limits: Limits {
    var limits = Limits()
    limits.patience = .seconds(patienceSeconds)
    return limits
  }
}

/// The process `clipmill worker`.
package enum WorkerMain {
  /// Threads of libzmq, and one that ends it.
  private static let threads = 3

  /// Works until told to leave; nil only when told that the run is complete, else why it left.
  ///
  /// Its log has said so already.
  package static func run(_ settings: WorkerSettings) throws(RunFailure) -> RunFailure.Kind? {
    clinux_name_process("clipmill-worker")
    do {
      try ThreadLimit.ensure(settings.slots + threads)
      return try WorkerLoop(settings).run().kind
    } catch {
      throw RunFailure(error)
    }
  }
}

extension WorkerExit {
  /// The kind of failure that it is; nil where it is none.
  fileprivate var kind: RunFailure.Kind? {
    switch self {
    case .complete: nil
    case .drained: .interrupted
    case .unheard: .unfinished
    case .refused(let refusal):
      switch refusal.reason {
      case .wrongRun, .wrongManifest, .emptyRoot: .notThere
      case .wrongBuild, .wrongLibraries, .wrongOptions: .usage
      case .notYours: .notPermitted
      case .tooMany: .unfinished
      }
    }
  }
}
