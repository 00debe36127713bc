package import Dataset

/// Source sets that `--audio-root-map` names and no event belongs to: usually a misspelling.
package struct UnusedRoots: Hashable, Sendable, CustomStringConvertible {
  /// Each once, in their order on the command line; not empty.
  package let sets: [Text]

  /// Source sets that the sentence names.
  private static let setsNamed = 3

  /// Nil if every root has its events, or a limit omits events of the manifest.
  package init?(of sources: SourceOptions, in plan: PlanSummary) {
    guard plan.manifestEvents <= plan.totalEvents else { return nil }
    var known = Set(plan.sourceSets.map(\.name))
    sets = sources.rootMap.map(\.source).filter { known.insert($0).inserted }
    if sets.isEmpty { return nil }
  }

  package var description: String {
    let names = sets.prefix(Self.setsNamed).map { ShellWord.of($0.string) }.joined(separator: ", ")
    let more = sets.count > Self.setsNamed ? " and \(sets.count - Self.setsNamed) more" : ""
    let flag = ExportOption.audioRootMap.flag
    return sets.count == 1
      ? "no event that needs audio is of source set \(names), which \(flag) names"
        + " (is it misspelt?)"
      : "no event that needs audio is of source sets \(names)\(more), which \(flag) names"
        + " (are they misspelt?)"
  }
}
