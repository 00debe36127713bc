import Dispatch
import Synchronization

/// Values that a thread of its own makes ahead of the thread that takes them, in order.
///
/// The values are handed over in batches, of which a few wait. Memory: 500 values, or fewer large ones.
package final class MadeAhead<Value: Sendable> {
  fileprivate struct State {
    var batches: [[Value]] = []
    /// Batches that were taken and are done with.
    var spent: [[Value]] = []
    var isAbandoned = false
  }

  fileprivate final class Core: Sendable {
    let state = Mutex(State())
    /// Counts batches, and the end.
    let given = DispatchSemaphore(value: 0)
    let room = DispatchSemaphore(value: 0)

    /// Hands over a batch, and waits for room; false if no more are wanted.
    ///
    /// The thread that made values frees them, too: otherwise both threads would wait for the lock of its memory again
    /// and again.
    func give(_ batch: [Value]) -> Bool {
      room.wait()
      let (isWanted, spent) = state.withLock { state in
        if !state.isAbandoned { state.batches.append(batch) }
        defer { state.spent = [] }
        return (!state.isAbandoned, state.spent)
      }
      given.signal()
      return withExtendedLifetime(spent) { isWanted }
    }

    /// Exchanges a batch for the next one; none at the end.
    func exchange(_ batch: inout [Value]) {
      given.wait()
      state.withLock { state in
        state.spent.append(batch)
        batch = state.batches.isEmpty ? [] : state.batches.removeFirst()
      }
      room.signal()
    }
  }

  /// Takes the values one after another, in batches or each at once.
  package struct Output: ~Copyable {
    private enum Place {
      case core(Core)
      case taker((Value) -> Void)
    }

    private let place: Place
    private var batch: [Value] = []
    private var bytes = 0

    fileprivate init(_ core: Core) { place = .core(core) }
    fileprivate init(_ take: @escaping (Value) -> Void) { place = .taker(take) }

    /// Adds a value that was made from this many bytes; false if no more are wanted.
    package mutating func add(_ value: Value, bytes: Int = 0) -> Bool {
      switch place {
      case .taker(let take):
        take(value)
        return true
      case .core(let core):
        batch.append(value)
        self.bytes += bytes
        let isFull = batch.count == MadeAhead.valuesInBatch || self.bytes >= MadeAhead.bytesInBatch
        return isFull ? handOver(to: core) : true
      }
    }

    fileprivate mutating func handOver(to core: Core) -> Bool {
      if batch.isEmpty { return true }
      defer { (batch, bytes) = ([], 0) }
      return core.give(batch)
    }
  }

  private let core = Core()
  private var batch: [Value] = []
  private var position = 0
  private var hasEnded = false

  /// The most batches that wait, and the values and bytes that make one.
  private static var mostBatches: Int { 2 }
  private static var valuesInBatch: Int { 64 }
  private static var bytesInBatch: Int { 1 << 18 }

  /// Starts the thread: `make` adds all values, or as many as are wanted.
  package init(_ make: @escaping @Sendable (inout Output) -> Void) throws(ThreadShortage) {
    let core = core
    try WorkThread.startDetached {
      var output = Output(core)
      make(&output)
      _ = output.handOver(to: core)
      core.given.signal()
    }
    for _ in 0..<Self.mostBatches { core.room.signal() }
  }

  /// Passes all values to `take`, in order; they are made on a thread of its own if there is a processor for it and
  /// it may be started, and otherwise on the calling thread.
  package static func each(
    _ make: @escaping @Sendable (inout Output) -> Void, _ take: (Value) -> Void
  ) {
    if Host.usableCPUs > 1, let ahead = try? MadeAhead(make) {
      while let value = ahead.next() { take(value) }
      return
    }
    withoutActuallyEscaping(take) { take in
      var output = Output(take)
      make(&output)
    }
  }

  deinit {
    core.state.withLock { $0.isAbandoned = true }
    core.room.signal()
  }

  /// The next value; nil at the end.
  package func next() -> Value? {
    if position == batch.count {
      if hasEnded { return nil }
      core.exchange(&batch)
      position = 0
      hasEnded = batch.isEmpty
      if hasEnded { return nil }
    }
    position += 1
    return batch[position - 1]
  }
}
