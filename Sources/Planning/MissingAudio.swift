package import Dataset

/// The part of a manifest that would be skipped, with advice.
package struct MissingAudio: Hashable, Sendable, CustomStringConvertible {
  package let manifest: String
  package let totalEvents: Int
  package let skipped: [SkipReason: Int]
  /// Source sets without a single found file that are not allowed to be missing.
  package let emptySets: [SourceSetCount]
  /// The options for how much of the rest may be missing, and skipped.
  package let allowed: SourceOptions
  /// Flags with which more would be found.
  package var advice: [RootAdvice] = []
  /// Folders that may not be searched; nil for none.
  package var unsearchable: [String]?

  /// Source sets that the sentence names.
  private static let setsNamed = 3
  /// Pieces of advice that the sentence gives; `--verify-only` gives all.
  private static let adviceNamed = 3

  package var skippedTotal: Int {
    SkipReason.allCases.reduce(0) { $0 + (skipped[$1] ?? 0) }
  }

  package var description: String {
    var parts = emptySets.prefix(Self.setsNamed).map { set in
      set.files == 1
        ? "the one file of source set \"\(set.name)\" was not found"
        : "not one of the \(set.files) files of source set \"\(set.name)\" was found"
    }
    let more = emptySets.count - parts.count
    if more > 0 { parts.append("nor any file of \(more) more source set\(more == 1 ? "" : "s")") }
    if exceedsRate {
      let reasons = SkipReason.allCases.compactMap { reason in
        skipped[reason].map { "\(reason.rawValue) \($0)" }
      }
      parts.append(
        "\(skippedTotal) of \(totalEvents) events would be skipped"
          + " (\(reasons.joined(separator: ", "))), more than \(ExportOption.maxSkipRate.flag)"
          + " \(allowed.maxSkipRate) allows"
      )
    }
    parts[parts.count - 1] += wayOn
    if let unsearchable { parts.append(Self.words(unsearchable: unsearchable)) }
    parts += advice.prefix(Self.adviceNamed).map(\.description)
    if advice.isEmpty, !emptySets.isEmpty || skipped[.missingFile] != nil {
      parts.append("--verify-only lists the missing files and what would help")
    }
    return "nothing was rendered for \(manifest): " + parts.joined(separator: "; ")
  }

  /// Words that name the folders that hide recordings from this user.
  static func words(unsearchable folders: [String]) -> String {
    "this user may not search \(folders.joined(separator: ", "))"
  }

  /// All the flags that let the run continue: one alone would meet the next refusal.
  private var wayOn: String {
    if exceedsRate, skippedTotal == totalEvents { return " (no event would be left to export)" }
    var flags = emptySets.map {
      "\(ExportOption.allowMissingSource.flag) \(ShellWord.of($0.name.string))"
    }
    if exceedsRate { flags.append("\(ExportOption.maxSkipRate.flag) \(rateThatGoesOn)") }
    return flags.count == 1
      ? " (\(flags[0]) continues)" : " (\(flags.joined(separator: " ")) together continue)"
  }

  package var exceedsRate: Bool { !allowed.allowsSkipping(skippedTotal, of: totalEvents) }

  /// The least rate in hundredths that lets the run continue.
  private var rateThatGoesOn: Double {
    let hundredths = (100 * skippedTotal + max(totalEvents, 1) - 1) / max(totalEvents, 1)
    return Double(hundredths) / 100
  }
}
