import ArgumentParser
import Cluster

/// The place of the coordinator, and the keys for it.
struct PlaceFlags: ParsableArguments {
  @Argument(help: "The bundle that the coordinator works on.", completion: .directory)
  var bundle: String?

  @OptionGroup var apart: StateFlag
  @OptionGroup var address: ConnectFlag
  @OptionGroup var pair: KeyFlags

  func validate() throws {
    guard bundle != nil || apart.state == nil else {
      throw ValidationError(
        "--state is the folder of a bundle's run state: give --bundle BUNDLE too")
    }
    guard address.connect == nil || bundle == nil else {
      throw ValidationError("--connect and --bundle both say where the coordinator is: give one")
    }
  }

  var required: CoordinatorPlace {
    get throws {
      if let connect = address.connect { return .endpoint(connect) }
      guard let bundle else {
        throw ValidationError("say where the coordinator is: --connect ENDPOINT or --bundle BUNDLE")
      }
      _ = try apart.layout(of: bundle)
      return .bundle(bundle, state: apart.state)
    }
  }

  var keys: KeyPaths? { pair.paths }
}

/// The address of a coordinator.
struct ConnectFlag: ParsableArguments {
  @Option(
    help: ArgumentHelp("Where the coordinator listens: tcp://HOST:PORT.", valueName: "endpoint"))
  var connect: String?
}

/// The two key files of a worker or reader.
struct KeyFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The secret key of this worker or reader, made by keygen.", valueName: "file"),
    completion: .file())
  var key: String?

  @Option(
    help: ArgumentHelp("The coordinator's public key.", valueName: "file"), completion: .file())
  var serverKey: String?

  func validate() throws {
    guard (key == nil) == (serverKey == nil) else {
      throw ValidationError("--key and --server-key go together")
    }
  }

  var paths: KeyPaths? {
    guard let key, let serverKey else { return nil }
    return KeyPaths(secret: key, server: serverKey)
  }
}
