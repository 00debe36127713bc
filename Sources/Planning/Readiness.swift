package import Dataset
package import Files

/// The faults that would stop or spoil an export, as far as a plan and other known facts show them.
///
/// Verification and export both use it, so that one never calls ready what the other refuses.
package struct Readiness: Sendable {
  /// The reasons why a manifest is not ready, a phrase each.
  package private(set) var findings: [String] = []
  /// Points that are worth a look but do not prevent an export, a phrase each.
  package private(set) var warnings: [String]
  /// The reason why the target has no room for the clips; nil if it has, or cannot be asked.
  package let lack: String?
  /// The clips whose names the target cannot hold, or cannot keep apart; nil for none.
  package let clash: String?

  /// `unknownLabels` counts those outside a taxonomy; `free` is the free space at the target, and `clashes` the names
  /// that it cannot hold.
  ///
  /// With `ignoresSpace` too little room is a warning.
  package init(
    _ plan: PlanSummary, _ options: ExportOptions, unknownLabels: Int = 0, free: FreeSpace? = nil,
    clashes: NameClashes? = nil, ignoresSpace: Bool = false
  ) {
    warnings = DatasetShape(plan, options).warnings
    lack = free.flatMap { plan.lack(of: $0) }
    clash = clashes?.words
    let missing = plan.sourceSets.reduce(0) { $0 + $1.eventsMissing }
    let skipped = { (reason: SkipReason) in plan.skipped[reason] ?? 0 }
    let cause = plan.unsearchable.map { " (\(MissingAudio.words(unsearchable: $0)))" } ?? ""
    add(missing, "event lacks its audio\(cause)", "events lack their audio\(cause)")
    add(skipped(.malformed), "malformed line", "malformed lines")
    add(skipped(.noComponents), "event without a label", "events without a label")
    add(skipped(.invalidOnset), "event without a usable onset", "events without a usable onset")
    add(
      plan.impossibleWindows ?? 0, "event whose window lies in no recording",
      "events whose windows lie in no recording")
    let duplicates = skipped(.duplicate)
    if !options.sources.allowsSkipping(plan.skippedTotal, of: plan.totalEvents) {
      let rate =
        "(more than \(ExportOption.maxSkipRate.flag) \(options.sources.maxSkipRate) allows)"
      add(duplicates, "duplicate event \(rate)", "duplicate events \(rate)")
    }
    add(
      plan.invalidClipValues, "invalid value that clips depend on",
      "invalid values that clips depend on")
    add(unknownLabels, "label outside the taxonomy", "labels outside the taxonomy")
    if let lack {
      if ignoresSpace {
        warnings.append("too little room, which --ignore-space allows: \(lack)")
      } else {
        findings.append("too little room (\(lack))")
      }
    }
    if let clash {
      findings.append("names that the file system cannot hold apart, or not at all (\(clash))")
    }
  }

  /// Adds a finding from another source than the plan, unless its count is 0.
  package mutating func add(_ count: Int, _ one: String, _ many: String) {
    if count > 0 { findings.append(count.counted(one, many)) }
  }

  /// Adds a finding that is not a count.
  package mutating func add(_ finding: String) { findings.append(finding) }

  /// True if there are no findings.
  package var isReady: Bool { findings.isEmpty }

  /// `Ready to export`, or the reasons against it.
  package var verdict: String {
    isReady ? "Ready to export" : "Not ready: \(findings.joined(separator: ", "))"
  }
}

extension PlanSummary {
  /// The approximate number of a bundle's own folders and files.
  private static let ownInodes = 24

  /// Files and folders that the plan's clips take.
  package var inodesNeeded: Int {
    let folders = Split.allCases.reduce(0) { $0 + min(plannedClips[$1] ?? 0, 1 << (4 * fanout)) }
    return room.files + folders + Self.ownInodes
  }

  /// The needed and the free room in words, if it is not enough; otherwise nil.
  fileprivate func lack(of free: FreeSpace) -> String? {
    guard room.files > 0 else { return nil }
    let inodes = free.inodes ?? .max
    guard free.bytes < room.bytes.value || inodes < inodesNeeded else { return nil }
    let files = free.inodes.map { " and \($0.grouped) files and folders" } ?? ""
    return "\(room.bytes.value.bytesInWords) in \(inodesNeeded.grouped) files and folders needed,"
      + " \(free.bytes.bytesInWords)\(files) free at \(free.path)"
  }
}

extension DatasetShape {
  /// The shape that a plan's clips will have if every source can be read.
  package init(_ plan: PlanSummary, _ options: ExportOptions) {
    self.init()
    clips = SplitEvents(train: plan.plannedClips[.train] ?? 0, val: plan.plannedClips[.val] ?? 0)
    classes = zip(plan.classes, plan.clipsByClass).map { (label: $0, clips: $1) }
    sources = plan.sourceSets.map { (name: $0.name, clips: $0.plannedClips ?? 0) }
    events = plan.totalEvents
    repeatedHits = plan.repeatedHits
    valRatio = options.clips.valRatio
  }
}
