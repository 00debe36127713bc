import CLinux
import Export
import Files
import Glibc
import Messaging
package import RunState
import Scheduling

/// The settings of a worker.
package struct WorkerSettings {
  package var place: CoordinatorPlace
  /// Nil: only for a coordinator on this host that requires no keys.
  package var keys: KeyPaths?
  package var name: String
  /// Renderer processes.
  package var slots: Int
  /// The path of the log; nil: standard error.
  package var log: String?
  /// True if standard input closes when the parent process dies.
  package var hasLifeline = false
  /// The time to continue without a message from a coordinator.
  package var patienceSeconds = 600
  /// MiB that a renderer may hold: one that holds more is killed, and the event is blamed.
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

  /// Works until told to leave; returns nil only if told that the run is complete, otherwise why it left.
  ///
  /// Its log has the reason already.
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
  /// The kind of failure; nil if it is not one.
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
