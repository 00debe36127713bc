import Dataset
import Export
import Files
import Testing

/// Commands that a run prints for its user.
@Suite
struct PrintedCommandTests {
  @Test
  func `a coordinator's command to resume names its own flags`() {
    var request = ExportRequest(
      manifest: "events.jsonl", bundle: "my bundle", given: GivenOptions(), workers: 1)
    let (manifest, bundle) = (FileSystem.absolute("events.jsonl"), FileSystem.absolute("my bundle"))
    #expect(request.resumeCommand == "clipmill export \(manifest) '\(bundle)' --resume")
    var listen = ListenSettings(bind: "tcp://0.0.0.0:5555")
    listen.key = "keys/coordinator.key"
    listen.allowList = "keys/allow-list"
    request.listen = listen
    let keys = FileSystem.absolute("keys")
    #expect(
      request.resumeCommand
        == "clipmill coordinator \(manifest) '\(bundle)' --bind tcp://0.0.0.0:5555"
        + " --key \(keys)/coordinator.key --allow-list \(keys)/allow-list --resume")
    #expect(
      PrintedCommand.resume(manifest: "/events.jsonl", bundle: "/bundle", listen: listen)
        == "clipmill coordinator /events.jsonl /bundle --bind tcp://0.0.0.0:5555"
        + " --key \(keys)/coordinator.key --allow-list \(keys)/allow-list --resume")
    #expect(
      PrintedCommand.worker(bundle: "/bundle", listen: listen)
        == "clipmill worker --bundle /bundle --key WORKER.key --server-key \(keys)/coordinator.pub")
  }
}
