package import Bundle
import Dataset
package import Export
import Files
import JSON
import Messaging
package import RunState
import Scheduling

/// Finds out the state of a run: from its coordinator, otherwise from the bundle's files.
package final class StatusReader: Sendable {
  private let bundle: BundleLayout?
  private let endpoint: String?
  private let security: ClientSecurity
  private let context: MessagingContext
  private let hasKeys: Bool

  /// The time for an answer of a coordinator that seems to live; it may be syncing its journal.
  private static let answerLimit = Duration.seconds(3)

  /// The result of asking.
  private enum Answer {
    case status(StatusDocument)
    case refused
    case silent
    /// The coordinator was not asked: it answers nobody without a key.
    case keyless
  }

  /// Asks the coordinator at `endpoint`, or the one that owns `bundle`; at least one is given.
  package init(bundle: BundleLayout?, endpoint: String?, keys: KeyPaths?) throws(RunFailure) {
    self.bundle = bundle
    self.endpoint = endpoint
    hasKeys = keys != nil
    do throws(MessagingError) {
      security = try keys.security()
      context = try MessagingContext()
      if let endpoint { _ = try Endpoint(connecting: endpoint) }
    } catch {
      throw RunFailure(error)
    }
  }

  /// The status as of now.
  ///
  /// Throws a `notThere` failure if there is no status, `notPermitted` if the key is refused and no file has a
  /// status.
  package func read() throws(RunFailure) -> StatusDocument {
    do {
      var troubles: [String] = []
      let owner = owner(&troubles)
      let address = try address(of: owner)
      let answer = try address.map { try hasNoUse($0) ? .keyless : ask($0) } ?? .silent
      if case .status(let document) = answer { return document }
      if let bundle, var document = StatusFiles(bundle, owner: owner).read(&troubles) {
        let reasons = address.map { [reason(answer, at: $0.description)] } ?? []
        let told = reasons + troubles
        document.unanswered = told.isEmpty ? nil : told.joined(separator: "; ")
        document.room = Snapshot.Room(at: bundle.root)
        return document
      }
      throw nothing(answer, troubles)
    } catch {
      throw RunFailure(error)
    }
  }

  /// Adds to `troubles` why the owner is unknown.
  private func owner(_ troubles: inout [String]) -> OwnerRecord? {
    do throws(StorageError) {
      guard let bundle else { return nil }
      return try OwnerRecord.onRecord(of: bundle)
    } catch {
      troubles.append(error.description)
      return nil
    }
  }

  private func nothing(_ answer: Answer, _ troubles: [String]) -> RunFailure {
    let place = endpoint ?? bundle?.root ?? ""
    if case .refused = answer {
      return RunFailure(.notPermitted, reason(answer, at: place))
    }
    if let bundle, !FileSystem.exists(bundle.root) {
      return RunFailure(.notThere, "\(bundle.root) is not there (name a bundle)")
    }
    if let trouble = troubles.first {
      return RunFailure(.notThere, "\(trouble), and no other file describes a run")
    }
    return RunFailure(
      .notThere,
      bundle == nil
        ? reason(answer, at: place) : "\(place) is not a bundle with a run to report")
  }

  /// The reason why there is no answer from this place.
  private func reason(_ answer: Answer, at place: String) -> String {
    switch answer {
    case .refused:
      return "key refused by \(place) (its allow-list needs our public key as a reader)"
    case .keyless:
      return "\(place) answers only clients that have a key (give --key and --server-key)"
    case .silent, .status: break
    }
    return "nobody answers at \(place) (is it up, can this host resolve and reach it, "
      + (hasKeys ? "is --server-key its key?)" : "does it ask for --key and --server-key?)")
  }

  // MARK: Live

  /// True if asking would only waste time: the bundle's files answer at once.
  ///
  /// A given address is asked in any case: it may be one end of a tunnel.
  private func hasNoUse(_ address: Endpoint) -> Bool {
    endpoint == nil && !hasKeys && !address.mayBindWithoutKeys
  }

  /// The address to ask; nil if no coordinator can be there.
  private func address(of owner: OwnerRecord?) throws -> Endpoint? {
    if let endpoint { return try Endpoint(connecting: endpoint) }
    guard let owner, owner.life != .ended, !owner.isReleased, let text = owner.endpoint,
      let address = try? Endpoint(parsing: text), address.isConnectable
    else { return nil }
    if let path = address.path, !FileSystem.exists(path) { return nil }
    return address
  }

  private func ask(_ address: Endpoint) throws -> Answer {
    let socket = try DealerSocket(context, to: address, security: security)
    let monitor = try ConnectionMonitor(context, of: socket)
    try socket.connect()
    var poller = Poller()
    _ = poller.watch(socket)
    _ = poller.watch(monitor)
    var assembly = StatusReply.Assembly()
    let question = MessageCodec.encode(
      FromWorker(incarnation: Incarnation(UInt64.random(in: 0 ... .max)), message: .status))
    let deadline = ContinuousClock.now + Self.answerLimit
    while ContinuousClock.now < deadline {
      _ = try poller.wait(atMost: ContinuousClock.now.duration(to: deadline))
      while let event = try monitor.next() {
        switch event {
        case .ready: _ = try socket.send(question)
        case .refused: return .refused
        case .protocolError: return .silent
        // A coordinator that asks for keys hangs up without a reason.
        case .handshakeFailed, .disconnected: if !hasKeys { return .silent }
        default: break
        }
      }
      while let message = try socket.receive() {
        if let bytes = assembly.add(message), let document = StatusDocument(json: bytes) {
          return .status(document)
        }
      }
    }
    return .silent
  }
}
