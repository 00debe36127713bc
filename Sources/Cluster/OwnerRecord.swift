package import Dataset

/// `coordinator.json`: who works on the bundle, so that a second one can be refused by name.
package struct OwnerRecord: Hashable, Sendable, Codable {
  package var run: RunID
  package var epoch: Epoch
  package var host: String
  package var boot: String
  package var pid: Int
  /// Where workers connect; nil before the socket is bound.
  package var endpoint: String?
  /// Rises while the owner lives; another host sees it stand still when the owner is gone.
  package var beat: Int
}
