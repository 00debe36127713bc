import Bundle
import Dataset

extension HealthReport {
  /// One line: the verdict, and the number of gates behind it.
  package var verdict: String {
    let problems = [failedGates, bundleFaults].compactMap { $0 }
    if !problems.isEmpty { return "Not healthy: \(problems.joined(separator: "; "))." }
    switch gates.count {
    case 0: return "Healthy. No gate was given."
    case 1: return "Healthy. The one gate passed."
    default: return "Healthy. All \(gates.count) gates passed."
    }
  }

  private var failedGates: String? {
    let failed = gates.filter { !$0.passed }
    if failed.isEmpty { return nil }
    let names = failed.prefix(3).map { gate in
      gate.name + (gate.subject.map { " \($0.string.visible)" } ?? "")
    }
    let more = failed.count > 3 ? " and \(failed.count - 3) more" : ""
    return failed.count.counted("gate", "gates")
      + " failed (\(names.joined(separator: ", "))\(more))"
  }

  private var bundleFaults: String? {
    guard let faults = bundle?.faults, faults.total > 0 else { return nil }
    let kinds = BundleFault.allCases.filter { faults.count($0) > 0 }
    return faults.total.counted("fault", "faults") + " in the bundle"
      + " (\(kinds.map(\.rawValue).joined(separator: ", ")))"
  }

  /// Points that are worth a look before training, a phrase each; they make nothing fail.
  package var warnings: [String] { (shape?.warnings ?? []) + (clips?.warnings ?? []) }

  /// The bundle's shape, or without a bundle the manifest's.
  private var shape: DatasetShape? {
    var shape = DatasetShape()
    let table: LabelTable
    if let bundle {
      table = bundle.labels
      shape.sources = bundle.sources.rows.map { (name: $0.name, clips: $0.clips) }
      shape.repeatedClips = clips?.repeatedAudio ?? 0
      shape.valRatio = bundle.valRatio
    } else if let events {
      table = events.labels
      shape.sources = events.sources.rows.map { (name: $0.name, clips: $0.clips) }
      shape.events = events.components
      shape.repeatedHits = events.duplicates.hits
      shape.valRatio = request.valRatio ?? shape.valRatio
    } else {
      return nil
    }
    shape.classes = table.rows.map { label, counts in
      (label: label, clips: SplitEvents(train: counts.train, val: counts.val))
    }
    shape.clips = shape.classes.reduce(SplitEvents()) { $0 + $1.clips }
    return shape
  }
}
