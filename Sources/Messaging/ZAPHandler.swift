private import CZeroMQ
private import Files
import Synchronization

/// Decides which peers may connect (ZeroMQ RFC 27), on a separate thread.
///
/// There is one for each context.
///
/// It denies by default: only CURVE keys in the allow-list are admitted. Make it before binding any protected socket;
/// `ServerSecurity.curve` requires it, so this order cannot be forgotten. When its thread ends for any reason, libzmq
/// has nothing to ask and refuses every peer, as each server socket enforces its domain. It stops when it is dropped.
package final class ZAPHandler: Sendable {
  /// The address that libzmq asks (RFC 27).
  static let address = "inproc://zeromq.zap.01"
  /// Any text except the empty one, which would switch the check off.
  static let domain = "clipmill"

  private let access: Access
  private let stop: HangUp.Holder
  private let thread: Mutex<WorkThread?>

  /// Binds the handler and starts to answer.
  ///
  /// Throws `.system(EADDRINUSE)` when the context has one already.
  package init(_ context: MessagingContext, _ list: AllowList) throws(MessagingError) {
    let access = try Access(list)
    let socket = try SocketHandle(context, type: ZMQ_REP)
    try socket.bind(Self.address)
    let hangUp = try HangUp()
    let holder = hangUp.takeHolder()
    let worker = ZAPWorker(socket, access, hangUp)
    do throws(MessagingError) {
      thread = Mutex(
        try MessagingError.starting { () throws(ThreadShortage) in
          try WorkThread.start { worker.run() }
        })
    } catch {
      holder.letGo()
      throw error
    }
    self.access = access
    stop = holder
  }

  deinit {
    stop.letGo()
    let ending = thread.withLock { $0.take() }
    if let ending { ending.join() }
  }

  /// True while requests are answered; once false, no new peer is admitted.
  package var isAnswering: Bool { access.isAnswering.load(ordering: .acquiring) }

  /// Handshakes refused since the start, except those of keys that were admitted later.
  package var refusedCount: Int { access.refused.load(ordering: .relaxed) }

  /// Uses another list from now on, for instance without a revoked key.
  ///
  /// Existing connections stay open: ask `admits` for every message. Throws `.allowList` when a name that was ever
  /// known here comes back with another key, since messages of the old one could not be distinguished: a new key
  /// needs a new name.
  package func replace(_ list: AllowList) throws(MessagingError) {
    try access.replace(list)
  }

  /// True if this is the list in force.
  package func hasList(_ list: AllowList) -> Bool { access.list == list }

  /// The peer of a message's user id, if it is in the list now; nil must be refused.
  package func admits(userID: String?) -> AllowList.Peer? {
    guard let userID, let peer = AllowList.Peer(userID: userID) else { return nil }
    return access.list.contains(peer) ? peer : nil
  }
}

/// The allow-list in force, shared by the handler and its thread.
final class Access: Sendable {
  private struct State {
    var list: AllowList
    /// Every key a peer ever had, also revoked ones.
    var history: [AllowList.Peer: CurvePublicKey]
    /// Refusals of keys that may be admitted later.
    var refusals: [CurvePublicKey: Int] = [:]
  }

  /// Number of keys whose refusals are counted separately.
  private static let refusedKeys = 1024

  private let state: Mutex<State>
  let isAnswering = Atomic(true)
  let refused = Atomic(0)

  init(_ list: AllowList) throws(MessagingError) {
    state = Mutex(State(list: list, history: list.keys))
  }

  var list: AllowList { state.withLock { $0.list } }

  /// The peer of a key, nil for a refusal; both are counted.
  func admit(_ key: CurvePublicKey) -> AllowList.Peer? {
    state.withLock { state in
      if let peer = state.list[key] {
        refused.subtract(state.refusals.removeValue(forKey: key) ?? 0, ordering: .relaxed)
        return peer
      }
      refused.add(1, ordering: .relaxed)
      if state.refusals[key] != nil || state.refusals.count < Self.refusedKeys {
        state.refusals[key, default: 0] += 1
      }
      return nil
    }
  }

  func replace(_ list: AllowList) throws(MessagingError) {
    let clash = state.withLock { state -> AllowList.Peer? in
      let known = state.history
      // The smallest, so that the message does not depend on the order of a hash table.
      let clashes = list.keys.filter { known[$0.key, default: $0.value] != $0.value }.keys
      if let first = clashes.min(by: { $0.description < $1.description }) { return first }
      state.history.merge(list.keys) { old, _ in old }
      state.list = list
      return nil
    }
    if let clash {
      throw MessagingError(
        .allowList, "replace", "the allow-list",
        "\(clash) had another key before; a new key needs a new name")
    }
  }
}
