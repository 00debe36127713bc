package import Dataset
package import Files
import JSON

/// `coordinator.json`: the owner of the bundle, so that a second one is refused with its name.
package struct OwnerRecord: Hashable, Sendable, Codable {
  package var run: RunID
  package var epoch: Epoch
  package var host: String
  /// Differs after each start of the machine.
  package var boot: String
  package var pid: Int
  /// The namespace that counts the pid, `Host.pidNamespace`; nil if it could not be found out.
  package var pidNamespace: UInt64?
  /// The start of the process, in clock ticks since the boot: distinguishes it from another process with its
  /// pid.
  package var started: Int
  /// The address for workers; nil while the owner plans and while it merges.
  @NullWhenAbsent package var endpoint: String?
  /// Rises while the owner lives; another host or container sees that it stands still when the owner is gone.
  package var beat: Int
  /// Set when the owner left by itself.
  package var isReleased = false

  /// A record of an owner, by default of one that has just begun.
  package init(
    run: RunID, epoch: Epoch, host: String, boot: String, pid: Int, pidNamespace: UInt64?,
    started: Int, endpoint: String? = nil, beat: Int = 0
  ) {
    self.run = run
    self.epoch = epoch
    self.host = host
    self.boot = boot
    self.pid = pid
    self.pidNamespace = pidNamespace
    self.started = started
    self.endpoint = endpoint
    self.beat = beat
  }

  private static let sizeLimit = 1 << 16

  /// Reads a bundle's record; another content is a `damaged` error.
  package static func read(_ bundle: BundleLayout) throws(StorageError) -> OwnerRecord {
    try JSONFile.read(OwnerRecord.self, at: bundle.owner, limit: sizeLimit)
  }

  /// Replaces the bundle's record in one step.
  package func write(to bundle: BundleLayout) throws(StorageError) {
    try JSONFile.write(self, to: bundle.owner)
  }
}
