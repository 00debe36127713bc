import Dataset
import JSON

extension Drift {
  /// The drift as a JSON document with a line end.
  package func json() -> [UInt8] {
    var text = JSONText(indented: true)
    text.object { json in
      Self.write(&json, "events", old.events, new.events)
      Self.write(&json, "sessions", old.sessions, new.sessions)
      Self.write(&json, "labels", labels)
      Self.write(&json, "techniques", techniques)
      Self.write(&json, "source_sets", sourceSets)
      Self.write(&json, "velocity", old.velocity, new.velocity)
      Self.write(&json, "openness", old.openness, new.openness)
    }
    text.newline()
    return text.bytes
  }

  private static func write(
    _ json: inout JSONText, _ name: StaticString, _ before: Int, _ after: Int
  ) {
    json.field(
      name,
      object: { row in
        row.field("before", before)
        row.field("after", after)
      })
  }

  private static func write(
    _ json: inout JSONText, _ name: StaticString, _ comparison: Comparison
  ) {
    json.field(
      name,
      object: { object in
        object.field("population_stability_index", comparison.stabilityIndex)
        object.field("verdict", words(for: comparison.stabilityIndex))
        object.field("new", texts: comparison.appeared.map(\.name))
        object.field("vanished", texts: comparison.vanished.map(\.name))
        object.field("changes", rows: comparison.rows) { row, change in
          row.field("name", change.name)
          row.field("before", change.before)
          row.field("after", change.after)
          row.field("share_before", change.shareBefore)
          row.field("share_after", change.shareAfter)
          row.field("share_change", change.change)
        }
      })
  }

  private static func write(
    _ json: inout JSONText, _ name: StaticString, _ old: ValueSummary?, _ new: ValueSummary?
  ) {
    json.field(
      name,
      object: { object in
        object.field("before", old)
        object.field("after", new)
        object.key("shift")
        guard let shift = shift(old, new) else { return object.null() }
        object.object { points in
          for point in shift {
            points.key(text: Text(point.name))
            points.value(point.value.isFinite ? point.value : 0)
          }
        }
      })
  }

  /// Name, value before and after, and their difference, of one kind of value.
  package typealias Shift = (name: String, before: Double, after: Double)

  /// The points of velocity, or none where one side has no velocities.
  package var velocityShift: [Shift] { Self.rows(old.velocity, new.velocity) }
  package var opennessShift: [Shift] { Self.rows(old.openness, new.openness) }

  private static func rows(_ old: ValueSummary?, _ new: ValueSummary?) -> [Shift] {
    guard let old, let new else { return [] }
    return zip(old.points, new.points).map { ($0.name, $0.value, $1.value) }
  }
}
