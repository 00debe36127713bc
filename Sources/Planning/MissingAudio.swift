package import Dataset

/// How much of a manifest would be skipped, and what would help.
package struct MissingAudio: Hashable, Sendable, CustomStringConvertible {
  package let manifest: String
  package let totalEvents: Int
  package let skipped: [SkipReason: Int]
  /// Source sets of which not one file was found and that are not allowed to be missing.
  package let emptySets: [SourceSetCount]
  package let maxSkipRate: Double
  /// A root under which missing files were found, and how many of how many.
  package let hint: RootHint?

  /// What a look under another root found; all three numbers count distinct files.
  package struct RootHint: Hashable, Sendable {
    package let root: String
    package let files: Int
    package let found: Int
    package let wouldBeFound: Int
  }

  package var skippedTotal: Int {
    SkipReason.allCases.reduce(0) { $0 + (skipped[$1] ?? 0) }
  }

  package var description: String {
    var parts: [String] = []
    for set in emptySets {
      parts.append(
        "not one of the \(set.files) files of source set \"\(set.name)\" was found"
          + " (--allow-missing-source \(set.name.isEmpty ? "''" : set.name.string) goes on without it)"
      )
    }
    if exceedsRate {
      let reasons = SkipReason.allCases.compactMap { reason in
        skipped[reason].map { "\(reason.rawValue) \($0)" }
      }
      parts.append(
        "\(skippedTotal) of \(totalEvents) events would be skipped (\(reasons.joined(separator: ", ")))"
          + ", more than --max-skip-rate \(maxSkipRate) allows"
          + " (--max-skip-rate \(rateThatGoesOn) goes on)")
    }
    if let hint {
      parts.append(
        "\(hint.found) of \(hint.files) files found; \(hint.wouldBeFound) would be found with"
          + " --audio-root \(hint.root)")
    } else if !emptySets.isEmpty || skipped[.missingFile] != nil {
      parts.append("--verify-only lists the missing files and what would help")
    }
    return "nothing was rendered for \(manifest): " + parts.joined(separator: "; ")
  }

  package var exceedsRate: Bool {
    Double(skippedTotal) / Double(max(totalEvents, 1)) > maxSkipRate
  }

  /// The least rate in hundredths that lets the run go on.
  private var rateThatGoesOn: Double {
    let hundredths = (100 * skippedTotal + max(totalEvents, 1) - 1) / max(totalEvents, 1)
    return Double(hundredths) / 100
  }
}
