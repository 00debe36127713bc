import Files
import Scheduling
import Synchronization

/// Asks now and then, on a thread of its own, how much room is under the bundle: a file system may take its time.
final class RoomWatch {
  private let folders: [String]
  private let queue: WorkQueue
  private let found = FoundRoom()
  private var next = Tick(0)

  private static let pause = Span.seconds(5)

  /// Watches the file systems of these folders; the one with the least room counts.
  init(_ folders: [String]) throws(ThreadShortage) {
    self.folders = folders
    queue = try WorkQueue()
  }

  /// The last answer; nil before the first.
  var latest: Snapshot.Room? { found.state.withLock { $0.room } }

  /// Asks again if it is time and the last question is answered.
  func lookWhenDue(at now: Tick) {
    guard next <= now else { return }
    next = now + Self.pause
    let isAsked = found.state.withLock { state in
      defer { state.isAsked = true }
      return state.isAsked
    }
    guard !isAsked else { return }
    let (folders, found) = (folders, found)
    queue.add {
      let room = folders.compactMap { Snapshot.Room(at: $0) }.min { $0.bytesFree < $1.bytesFree }
      found.state.withLock { $0 = (room, isAsked: false) }
    }
  }
}

private final class FoundRoom: Sendable {
  let state = Mutex<(room: Snapshot.Room?, isAsked: Bool)>((nil, isAsked: false))
}

extension Snapshot.Room {
  /// The largest figure that a reader of a status takes; some file systems claim more.
  private static let most = 1 << 53

  /// The room at a path, or at the nearest folder above it; nil if the file system does not tell.
  init?(at path: String) {
    guard let space = FreeSpace(at: path) else { return nil }
    self.init(
      bytesFree: min(space.bytes, Self.most), inodesFree: space.inodes.map { min($0, Self.most) })
  }
}
