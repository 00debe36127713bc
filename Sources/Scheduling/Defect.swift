/// Bugs that the simulation plants to show that it would find them; nothing else sets one.
package enum Defect: String, CaseIterable, Sendable {
  /// A result counts whoever sends it, under whatever lease.
  case noFence
  /// A result counts under an older attempt of the same worker.
  case noAttemptCheck
  /// Acknowledged before the record is durable.
  case acknowledgeBeforeDurable
  /// The worker goes on under an older epoch's lease when told that it is unknown.
  case workerIgnoresUnknown
  /// Attempts of two epochs are not told apart.
  case attemptNotScopedByEpoch
  /// A grant that was lost is not sent again.
  case grantNotSentAgain
  /// The last record of the journal is left out at a restart.
  case replayDropsLastRecord
  /// A lease lasts for ever.
  case leaseNeverExpires
  /// A restarted coordinator takes the epoch it finds.
  case epochNotRaised
  /// A result is sent once.
  case resultNotRepeated
  /// A dead worker's renderer is charged to the event it was on.
  case killChargesEvent
  /// A shard whose second copy fails is forgotten.
  case partnerForgotten
  /// Quarantined after one crash in company.
  case quarantinedAtOnce
  /// Narrowing drops the upper half.
  case upperHalfForgotten
  /// Every worker is expired when the coordinator wakes from a nap.
  case napExpiresLeases
  /// Shards are granted to workers that have gone without a word.
  case silentServed
  /// A worker that wakes from a nap takes its renderers for hung.
  case napKillsRenderers
  /// A host that hangs where others do not goes on getting shards.
  case hostNotCharged
  /// A host is struck for an event that was set aside.
  case chargesKept
  /// A host that is left out gets shards all the same.
  case excludedServed
  /// An event is set aside on the word of one host while another is left out.
  case noRecall
  /// A running shard is taken from a slow worker without a word.
  case liveLeaseTaken
  /// Every slow shard runs a second time.
  case copiesWithoutLimit
  /// A grant that comes twice is rendered twice.
  case doubledGrantRendered
  /// A worker that was passed over once is never asked again.
  case passedOverForEver
}
