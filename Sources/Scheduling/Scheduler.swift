package import Dataset

/// Hands shards to workers as leases and takes results, as a pure value.
///
/// It knows no clock, socket or file: what happens comes in with the time, what is to be done goes out. It
/// never throws and never blocks. Promises: a shard is committed once, by its newest leases alone; an
/// acknowledgement goes out only when the record is durable; no lease is ever granted twice;
/// every shard ends committed or the run ends with an outcome that says why.
package struct Scheduler: Sendable {
  let requirements: Requirements
  let limits: Limits
  let epoch: Epoch
  var generator: SeededGenerator
  var actions: [Action] = []
  var nextSequence: Int

  /// A scheduler that goes on from what the journal holds.
  ///
  /// - Parameters:
  ///   - shardEvents: Events of each shard of the plan, in plan order; up to a million shards.
  ///   - history: The journal's records, in order; those of shards outside the plan are ignored.
  ///   - epoch: Higher than that of any coordinator before.
  ///   - nextSequence: The sequence number of the first record it will ask for.
  ///   - seed: For the jitter of back-offs.
  package init(
    shardEvents: [Int], requirements: Requirements, limits: Limits = Limits(), epoch: Epoch,
    history: some Sequence<JournalRecord>, nextSequence: Int = 1, seed: UInt64, now: Tick
  ) {
    self.requirements = requirements
    self.limits = limits
    self.epoch = epoch
    self.nextSequence = nextSequence
    generator = SeededGenerator(seed: seed)
  }

  /// Takes what happened and returns what to do, in order.
  ///
  /// Feed all messages that wait in the sockets before a `tick`: leases expire at ticks only.
  package mutating func handle(_ stimulus: Stimulus, at now: Tick) -> [Action] { [] }

  /// When `tick` is needed at the latest.
  package var nextDeadline: Tick { .never }

  /// The outcome, once there is one.
  package var outcome: Outcome? { nil }

  /// The state for status. Costs a walk over the workers and their leases, not over the shards.
  package func snapshot(at now: Tick) -> Snapshot { Snapshot(epoch: epoch, state: "running") }

  /// What contradicts itself in the state: empty, unless there is a bug. Walks everything.
  package func validate() -> [String] { [] }
}
