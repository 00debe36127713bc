import ArgumentParser

/// Peers of a coordinator that no product has, hostile, broken or many, and the floors that measurements
/// are held against; see scripts/faults and scripts/bench.
@main
struct Lab: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lab", abstract: "Peers and floors for fault tests and measurements.",
    subcommands: [
      PlainConnections.self, Strangers.self, Flood.self, Relay.self, Wire.self, ForeignServer.self,
      Crowd.self, CommitLoad.self, CrowdedPage.self, MalformedRequests.self, SyncRate.self,
      FileFloor.self, EveryFormat.self,
      MutateBundle.self, MutateSounds.self,
    ])
}
