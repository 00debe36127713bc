import Dataset
import Files
import JSON
import Manifest
import Planning

/// Inspects a manifest for about a second, whatever its size; writes nothing.
package struct Inspector: ~Copyable {
  private let request: InspectionRequest
  private var parser = JSONParser()
  private var eventParser: EventParser
  private var keys = KeyStatistics()
  private var malformed = MalformedLines(keeping: 10)
  private var seen: [Seen] = []
  private var found: [Inspection.FieldFilling] = []
  private var isFirstReading = true
  private var filled = [Int](repeating: 0, count: Inspector.needed.count)

  /// An event that was read.
  struct Seen {
    let ordinal: Int?
    let event: Event
  }

  /// The fields without which there is no clip, and the one that decides the split.
  private static let needed: [KeyNames.Meaning] = [.audioPath, .onset, .label, .sessionID]
  private static let labelsKept = 50
  private static let examplesShown = 3

  /// Reads the first 1,000 events and a spread of the rest, and opens at most 20 recordings.
  ///
  /// Throws if the manifest cannot be read, is a file of another kind, or no event was found.
  package static func inspect(_ request: InspectionRequest) throws -> Inspection {
    var inspector = Inspector(request: request)
    return try inspector.work()
  }

  private init(request: InspectionRequest) {
    self.request = request
    eventParser = EventParser(request.fields)
  }

  private mutating func work() throws -> Inspection {
    var extent = try readLines()
    if fill() { extent = try readLines() }
    guard !seen.isEmpty else {
      throw PlanError.empty(manifest: request.manifest, lines: malformed)
    }
    var found = Inspection(request)
    found.eventsRead = seen.count
    found.events = extent.events - (extent.isWhole ? malformed.count : 0)
    found.isEstimate = !extent.isWhole
    found.malformed = malformed.count
    found.malformedWords = malformed.count > 0 ? malformed.description : nil
    found.keys = keys.keys
    found.fields = self.found
    let audio = AudioLook(request, seen)
    found.audio = audio.places
    let values = ValueLook(seen, lengths: audio.lengths)
    found.onsets = values.onsets
    found.oddities = values.oddities + [audio.oddity].compactMap(\.self)
    found.labels = values.labels.prefix(Self.labelsKept).map {
      Inspection.LabelCount(label: $0.label, count: $0.count)
    }
    found.examples = examples()
    found.command = NextCommand(request, found).text
    return found
  }

  /// Uses the nearest keys for fields that no event has; returns true if there are any, so that lines must be read
  /// again.
  private mutating func fill() -> Bool {
    found = fields()
    var fields = request.fields
    for filling in found {
      guard let field = ManifestField(rawValue: filling.field), let key = filling.nearest,
        !filling.isScaled
      else { continue }
      fields.mappings.append(FieldMapping(field: field, key: key))
    }
    guard fields != request.fields else { return false }
    eventParser = EventParser(fields)
    isFirstReading = false
    (keys, malformed, seen) = (KeyStatistics(), MalformedLines(keeping: 10), [])
    return true
  }

  private mutating func readLines() throws(ManifestError) -> ManifestSample.Extent {
    try ManifestSample.read(request.manifest) { line, ordinal in take(line, ordinal) }
  }

  private mutating func take(_ line: borrowing ManifestLine, _ ordinal: Int?) {
    let event: Event
    switch eventParser.parse(line) {
    case .event(let parsed, _): event = parsed
    case .malformed(let reason): return malformed.add(line.malformed(reason))
    }
    guard let content = line.content, let root = try? parser.parse(content, numbers: .lenient)
    else { return }
    keys.add(root)
    let has = [
      event.audioPath != nil, event.hasOnset, !event.labels.isEmpty, !event.sessionID.isEmpty,
    ]
    if isFirstReading {
      for (place, isThere) in has.enumerated() where isThere { filled[place] += 1 }
    }
    seen.append(Seen(ordinal: ordinal, event: event))
  }

  // MARK: Fields

  private func fields() -> [Inspection.FieldFilling] {
    let top = keys.keys.map(\.key).filter { !$0.bytes.contains(UInt8(ascii: ".")) }
    let nearest = KeyNames.nearest(in: top)
    return Self.needed.enumerated().map { place, meaning in
      let key = nearest[meaning].flatMap { $0.string == meaning.name ? nil : $0 }
      return Inspection.FieldFilling(
        field: meaning.name, count: filled[place], nearest: filled[place] == 0 ? key : nil)
    }
  }

  // MARK: Examples

  private func examples() -> [Inspection.CutExample] {
    let whole = seen.filter { $0.event.hasOnset && !$0.event.labels.isEmpty }
    guard !whole.isEmpty else { return [] }
    let count = min(Self.examplesShown, whole.count)
    return (0..<count).map { number in
      let one = whole[count == 1 ? 0 : number * (whole.count - 1) / (count - 1)]
      let label = one.event.labels[0]
      let place = ClipPlace(of: one.event, label: label, options: ClipOptions(), fanout: 0)
      return Inspection.CutExample(
        ordinal: one.ordinal, eventID: one.event.eventID, audioPath: one.event.audioPath,
        label: label, start: one.event.window.start, duration: one.event.window.duration,
        clip: place.pathInBundle)
    }
  }
}
