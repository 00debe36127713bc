import Dataset
import Planning

/// Collects the findings of the planning pass.
///
/// Memory grows with distinct labels, source sets and recordings; fields and examples are bounded.
final class Findings: PlanFindings {
  private(set) var withComponents = 0
  private(set) var withoutComponents = 0
  /// Events with components that do not say where the hit is.
  private(set) var withoutOnset = 0
  private(set) var resolved = 0
  /// Events whose recording was not found, by reason.
  private(set) var missing: [SkipReason: Int] = [:]
  private(set) var malformed = Capped<MalformedLine>(keeping: Examples.limit)
  /// Unusable values, by field; without indices of components.
  private(set) var invalidValues: [String: Int] = [:]
  /// Labelled components by label.
  private(set) var labelCounts: [Text: Int] = [:]
  /// Frames of every labelled window, whatever its outcome, at the clips' rate.
  private(set) var labelledFrames = CappedSum()
  private(set) var examples = Examples()
  private(set) var expected: ExpectedDataset
  private(set) var sources: SourceRows
  private let taxonomy: Taxonomy?

  /// Distinct names counted in `invalidValues`; a manifest may have any number of fields.
  static let fieldLimit = 100
  static let otherFields = "(other fields)"

  init(_ request: VerificationRequest) {
    taxonomy = request.taxonomy
    expected = ExpectedDataset(request.options)
    sources = SourceRows(keepsFound: request.isDeep)
  }

  func note(_ line: MalformedLine) { malformed.add(line) }

  func note(_ event: Event, line: Int, location: SourceLocation, duplicates: [Text]) {
    sources.note(event, line: line, location: location)
    noteLabels(of: event, line: line)
    if !event.hasOnset, !event.labels.isEmpty {
      withoutOnset += 1
      examples.add(.invalidOnset, Example(event, line: line))
    }
    for field in event.invalidFields { noteInvalid(field, in: event, line: line) }
    for label in duplicates {
      examples.add(.duplicate, Example(event, line: line, detail: label))
    }
    if let reason = location.skipReason {
      missing[reason, default: 0] += 1
      examples.add(.missing, Example(event, line: line, detail: Text(reason.rawValue)))
    } else {
      resolved += 1
      expected.add(event, labels: Self.owned(event.labels, but: duplicates))
    }
  }

  private func noteLabels(of event: Event, line: Int) {
    guard !event.labels.isEmpty else {
      withoutComponents += 1
      examples.add(.noComponents, Example(event, line: line))
      return
    }
    withComponents += 1
    if let count = expected.frames(of: event) {
      labelledFrames.add(count, times: event.labels.count)
    }
    for label in event.labels {
      labelCounts[label, default: 0] += 1
      if let taxonomy, !taxonomy.contains(label), taxonomy.aliases[label] == nil {
        examples.add(.unknownLabel, Example(event, line: line, detail: label))
      }
    }
  }

  private func noteInvalid(_ field: String, in event: Event, line: Int) {
    let name = Self.withoutIndices(field)
    let isNew = invalidValues[name] == nil && invalidValues.count >= Self.fieldLimit
    invalidValues[isNew ? Self.otherFields : name, default: 0] += 1
    examples.add(.invalidValue, Example(event, line: line, detail: Text(field)))
  }

  /// `components[].velocity` for `components[3].velocity`.
  static func withoutIndices(_ field: String) -> String {
    guard field.utf8.contains(UInt8(ascii: "[")) else { return field }
    var bytes: [UInt8] = []
    var isInside = false
    for byte in field.utf8 {
      if byte == UInt8(ascii: "]") { isInside = false }
      if !(isInside && byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")) {
        bytes.append(byte)
      }
      if byte == UInt8(ascii: "[") { isInside = true }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The labels without those whose clip belongs to another event; each removes the last of its kind.
  static func owned(_ labels: [Text], but duplicates: [Text]) -> [Text] {
    guard !duplicates.isEmpty else { return labels }
    var owned = labels
    for label in duplicates {
      if let index = owned.lastIndex(of: label) { owned.remove(at: index) }
    }
    return owned
  }
}
