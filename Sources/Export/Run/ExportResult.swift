package import Bundle
import Dataset
package import Planning

/// The result of an export.
package struct ExportResult {
  package let metadata: Metadata
  /// The plan's findings before anything was rendered.
  package let readiness: Readiness
  /// True if this invocation continued the bundle of an earlier one.
  package let isResumed: Bool

  private var lifetime: Tally { metadata.merged.lifetime.tally }

  /// Events quarantined because decoding them fails everywhere.
  package var quarantined: Int { lifetime.skipped[.quarantined] ?? 0 }

  /// The differences between the bundle and the request, a line each; empty for success.
  package var problems: [String] {
    [quarantineProblem, skipProblem, lossProblem, changeProblem, sourceProblem].compactMap { $0 }
  }

  private var quarantineProblem: String? {
    guard quarantined > metadata.options.events.maxQuarantined else { return nil }
    return "\(quarantined) \(quarantined == 1 ? "event was" : "events were")"
      + " quarantined because decoding fails"
      + " (named in \(metadata.bundle.skipped); clipmill reproduce tries one;"
      + " \(ExportOption.maxQuarantined.flag) allows some)"
  }

  /// The share of skipped events was judged before rendering; audio may have gone bad since.
  private var skipProblem: String? {
    // Quarantined events have a separate limit.
    let skipped = lifetime.skippedTotal - quarantined
    let total = max(lifetime.totalEvents, 1)
    let sources = metadata.options.sources
    guard !sources.allowsSkipping(skipped, of: total) else { return nil }
    let reasons = SkipReason.allCases.filter { $0 != .quarantined }.compactMap { reason in
      lifetime.skipped[reason].map { "\(reason.rawValue) \($0)" }
    }
    let rate = Double((100 * skipped + total - 1) / total) / 100
    return
      "\(skipped) of \(total) events were skipped (\(reasons.joined(separator: ", "))), more than"
      + " \(ExportOption.maxSkipRate.flag) \(sources.maxSkipRate) allows; the bundle is whole without them, and"
      + " \(metadata.bundle.skipped) names them (fix the audio and --resume --deep, or allow it with"
      + " --resume \(ExportOption.maxSkipRate.flag) \(rate))"
  }

  private var lossProblem: String? {
    let lost = metadata.merged.lostClips
    guard lost > 0 else { return nil }
    return
      "\(lost) \(lost == 1 ? "clip was" : "clips were") lost and cannot be rendered again, so that"
      + " the labels omit \(lost == 1 ? "it" : "them") (fix the audio, then resume)"
  }

  /// A clip that is made again must be the one on record, or two versions of a recording are mixed.
  private var changeProblem: String? {
    let changed = metadata.merged.changed
    guard changed.lostClips > 0 else { return nil }
    let isOne = changed.lostClips == 1
    return
      "\(isOne ? "1 clip was" : "\(changed.lostClips) clips were") lost, and the recording now gives another"
      + " than the one on record: \(changed.lostNames); the labels omit \(isOne ? "it" : "them") (bring the"
      + " recording back as it was and resume, or take what it gives now: --resume --rerender-changed)"
  }

  private var sourceProblem: String? {
    let changed = metadata.merged.changed
    let count = changed.mixedRecordings
    guard count > 0 else { return nil }
    return
      "\(count) \(count == 1 ? "recording" : "recordings") changed while the bundle was made, so that some"
      + " clips are of what was there before and some of what is there now: \(changed.mixedRecordingNames)"
      + " (--resume --rerender-changed makes all their clips again)"
  }
}
