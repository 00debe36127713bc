import ArgumentParser
import Bundle
import Dataset
import Export
import Files
import Glibc
import Web

/// The page of a run with very many workers, without the run.
struct CrowdedPage: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "page",
    abstract: "Serves figures as a run would; prints the address, and is there until it is killed.")

  @Argument(help: "The figures, as /status.json has them.") var figures: String
  @Option(help: "Milliseconds between two changes.") var pause: Int32 = 250

  func run() throws {
    guard var status = StatusDocument(json: try FileSystem.read(figures)) else {
      throw ValidationError("\(figures) is no status")
    }
    // A coordinator knows those too that its status has no room for.
    while status.workersOmitted > 0, let worker = status.workers.last {
      status.workers.append(worker)
      status.workersOmitted -= 1
    }
    let live = try LiveRun(BundleLayout("/nowhere"))
    let observer = WatchedObserver(Unseen(), live)
    let server = try WebServer(try WebAddress(parsing: "127.0.0.1:0"))
    try server.start(Routes(live, at: server.address, token: nil))
    print(server.address)
    fflush(nil)
    while true {
      status.events.running += 1
      observer.running(status, merged: nil)
      poll(nil, 0, pause)
    }
  }
}

private struct Unseen: RunObserver {
  func planning(_ progress: ManifestProgress) {}
  func planned(_ summary: PlanSummary) {}
  func running(_ status: StatusDocument, merged: Int?) {}
  func checking(_ done: Int, of total: Int) {}
  func merging(_ done: Int, of total: Int) {}
  func notice(_ line: String) {}
  func alarm(_ line: String) {}
}
