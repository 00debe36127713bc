import Dataset
import Manifest

extension Planner {
  /// Throws if there is no event, or none has what a clip needs.
  func requireEvents() throws {
    guard malformed.count < summary.totalEvents else {
      throw PlanError.empty(manifest: manifest, lines: malformed)
    }
    let mappings = options.fields.mappings
    if !mappings.isEmpty {
      let unmet = try FieldLack(in: manifest, needed: [], mappings: mappings)
      if !unmet.isEmpty { throw PlanError.lacking(manifest: manifest, unmet) }
    }
    let events = summary.totalEvents - malformed.count
    let needed: [KeyNames.Meaning]
    switch events {
    case summary.skipped[.noComponents]: needed = FieldLack.needed
    case summary.skipped[.missingFile]: needed = [.audioPath]
    case summary.skipped[.invalidOnset]: needed = [.onset]
    default: return
    }
    guard options.events.limit == nil else { return }
    let mapped = Set(mappings.map(\.field.rawValue))
    let lack = try FieldLack(in: manifest, needed: needed.filter { !mapped.contains($0.name) })
    if !lack.isEmpty { throw PlanError.lacking(manifest: manifest, lack) }
  }

  /// Throws if the run has to stop before rendering.
  func check() throws {
    if malformed.count > 0, options.events.onBadLine == .stop {
      throw PlanError.malformed(manifest: manifest, lines: malformed)
    }
    try requireEvents()
    if !changes.isEmpty {
      throw PlanError.changed(
        manifest: manifest, events: changes.events(atMost: Self.named), count: changes.count,
        isForced: base.rerendersChanged)
    }
    if !removed.isEmpty, base.removed == nil {
      throw PlanError.removed(removed)
    }
    let allowedSets = options.sources.allowMissing
    var missing = MissingAudio(
      manifest: manifest, totalEvents: summary.totalEvents, skipped: summary.skipped,
      emptySets: sources.sets.filter { $0.filesFound == 0 && !allowedSets.contains($0.name) },
      allowed: options.sources)
    guard missing.exceedsRate || !missing.emptySets.isEmpty else { return }
    missing.unsearchable = sources.unsearchable
    missing.advice = sources.advice(manifest: manifest)
    throw PlanError.tooMuchMissing(missing)
  }
}
