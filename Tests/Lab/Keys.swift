import ArgumentParser
import Messaging

/// The keys that a peer uses; none for a coordinator on loopback without keys.
struct Keys: ParsableArguments {
  @Option(help: "Secret key file of a worker.") var key: String?
  @Option(help: "Public key file of the coordinator.") var serverKey: String?

  func security() throws -> ClientSecurity {
    guard let key, let serverKey else { return .open }
    return .curve(
      try CurveKeyPair(secretKeyFile: key), server: try CurvePublicKey(file: serverKey))
  }
}
