import Dataset

extension ClipFindings {
  /// Points that a user should look at before training, a phrase each; they make nothing fail.
  var warnings: [String] {
    [silence, fullScale, leaks, conflicts].compactMap { $0 }
      + (alignment?.misaligned.prefix(Self.cellsNamed).map { cell in
        let shift = cell.shift ?? 0
        return "\(cell.sourceSet.string.visible): \(cell.label.string.visible) is"
          + " \(Numbers.milliseconds(abs(shift))) \(shift > 0 ? "later" : "earlier") than in other"
          + " source sets"
      } ?? [])
  }

  /// The leaks that cannot be found, in a phrase; nil if all can.
  package var unsearched: String? {
    if !hasOrigins { return "rows without an origin are searched for equal audio alone" }
    if unknownContents == 0 { return nil }
    return "copies of \(unknownContents.counted("recording", "recordings")) are not searched for,"
      + " since their contents are not on record"
  }

  /// The number of misaligned source sets and labels with a line of their own.
  private static let cellsNamed = 5

  private var silence: String? {
    let count = levels.all.silent
    return count == 0 ? nil : "\(count.counted("clip is", "clips are")) silent (below −60 dBFS)"
  }

  private var fullScale: String? {
    let count = levels.all.fullScale
    return count == 0 ? nil : "\(count.counted("clip reaches", "clips reach")) full scale"
  }

  private var leaks: String? {
    guard leaked > 0 else { return nil }
    return "\(leaked.counted("clip is", "clips are")) of a recording or audio that the other"
      + " split has"
  }

  private var conflicts: String? {
    let count = labelConflicts.count
    guard count > 0 else { return nil }
    return count.counted("clip has", "clips have")
      + " the audio of another event, under another label"
  }
}
