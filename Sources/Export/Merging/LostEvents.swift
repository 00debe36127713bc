import Dataset
import Files
import Manifest
import Planning

/// The skipped events of a bundle, as the manifest has them.
///
/// `skipped.jsonl` states neither their labels nor their windows, without which none could be tried again. An event
/// is identified by its id, or else by its ordinal, and by its source.
final class LostEvents: PlanFindings {
  private(set) var rows: [ReportRow]
  /// Values in all events of the manifest that were present but unusable.
  private(set) var invalidValues = 0
  /// Places in `rows` by event.
  private var places: [Text: [Int]] = [:]
  /// For each row that the manifest has: its ordinal there, and the labels that belong to other events.
  private var found: [Int: (ordinal: Int, duplicates: [Text])] = [:]

  init(_ rows: [ReportRow]) {
    self.rows = rows
    for (place, row) in rows.enumerated() where Self.mayBeTriedAgain(row) {
      places[Self.identity(row.event.eventID, row.event.ordinal), default: []].append(place)
    }
  }

  /// True if a manifest can add anything.
  var areWanted: Bool { !places.isEmpty }

  private static func mayBeTriedAgain(_ row: ReportRow) -> Bool {
    switch row.outcome {
    case .skipped(let reason, _): !reason.isOfManifest
    case .rendered, .kept, .changed: true
    }
  }

  private static func identity(_ id: Text?, _ ordinal: Int) -> Text {
    id ?? Text("\u{0}\(ordinal)")
  }

  // MARK: The manifest

  func note(_ event: Event, line: Int, location: SourceLocation, duplicates: [Text]) {
    invalidValues += event.invalidFields.count
    let identity = Self.identity(event.eventID, event.ordinal)
    guard let candidates = places[identity] else { return }
    let fitting = candidates.filter {
      found[$0] == nil && rows[$0].event.source == event.source
    }
    guard
      let place = fitting.first(where: { rows[$0].event.ordinal == event.ordinal }) ?? fitting.first
    else { return }
    found[place] = (event.ordinal, duplicates)
  }

  func note(_ malformed: MalformedLine) {}

  /// Reads the manifest for labels, windows and carried fields of the events that it has.
  func complete(from manifest: String, _ options: ExportOptions) throws(ManifestError) {
    if found.isEmpty { return }
    var wanted: [Int: Int] = [:]
    for (place, event) in found { wanted[event.ordinal] = place }
    var reader = try ManifestReader(path: manifest)
    var parser = EventParser(options.fields, carrying: options.bundle.labelFields)
    while let line = try reader.next() {
      guard let place = wanted[line.ordinal],
        case .event(let event, let carried) = parser.parse(line)
      else { continue }
      complete(place, event, carried)
    }
  }

  private func complete(_ place: Int, _ event: Event, _ fields: CarriedFields) {
    var others = found[place]?.duplicates ?? []
    var own: [Int] = []
    // Of equal labels the first one belongs to the event.
    for (number, label) in event.labels.enumerated().reversed() {
      if let other = others.firstIndex(of: label) {
        others.remove(at: other)
      } else {
        own.insert(number, at: 0)
      }
    }
    rows[place].share.event.sessionID = event.sessionID
    rows[place].share.event.window = event.window
    rows[place].labels = own.map { event.labels[$0] }
    if !fields.ofEvent.isEmpty { rows[place].share.carried = own.map(fields.ofLabel) }
  }
}
