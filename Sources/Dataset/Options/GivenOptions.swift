/// The options that a command line names.
///
/// For a new bundle the others have their defaults; for a resume they keep the recorded values.
package struct GivenOptions: Sendable {
  private var values = ExportOptions()
  private var flags: Set<String> = []

  package init() {}

  /// Takes the texts of a flag: one, several if it repeats, or none.
  package mutating func read(
    _ texts: [String], as option: ExportOption
  ) throws(ExportOption.Refusal) {
    try option.read(texts, into: &values)
    flags.insert(option.flag)
  }

  package func names(_ option: ExportOption) -> Bool { flags.contains(option.flag) }

  /// Makes the paths of the roots absolute.
  package mutating func resolvePaths(_ absolute: (String) -> String) {
    values.sources.audioRoot = values.sources.audioRoot.map(absolute)
    for place in values.sources.rootMap.indices {
      values.sources.rootMap[place].path = absolute(values.sources.rootMap[place].path)
    }
  }

  /// The options of a new bundle.
  package var fresh: ExportOptions { adding(to: ExportOptions()) { _ in true } }

  /// The recorded options with those that a resume may replace.
  package func resumed(_ recorded: ExportOptions) -> ExportOptions {
    adding(to: recorded) { $0.onResume == .replaces }
  }

  private func adding(
    to options: ExportOptions, where isTaken: (ExportOption) -> Bool
  ) -> ExportOptions {
    ExportOption.all.filter { names($0) && isTaken($0) }.reduce(into: options) {
      $1.add(values, &$0)
    }
  }

  /// The given clip options that differ from the recorded ones, as `--flag given, recorded value`.
  package func differences(from recorded: ExportOptions) -> [String] {
    let fixed = ExportOption.all.filter { names($0) && $0.onResume == .fixed }
    let (sample, limit) = (ExportOption.sample, ExportOption.limit)
    var found = fixed.compactMap { $0.difference(values, recorded) }
    if recorded.events.sample == .stratified, names(limit),
      values.events.limit != recorded.events.limit,
      !names(sample) || values.events.sample == .stratified
    {
      found.append(
        "\(limit.flag) \(limit.words(values) ?? "none") with \(sample.flag) stratified,"
          + " recorded \(limit.words(recorded) ?? "none")")
    }
    return found
  }

  /// The given limit, if it is below the recorded one.
  package func loweredLimit(from recorded: ExportOptions) -> Int? {
    guard names(.limit), let limit = values.events.limit else { return nil }
    return limit < recorded.events.limit ?? .max ? limit : nil
  }
}
