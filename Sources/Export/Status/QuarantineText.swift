import Bundle
package import Scheduling

extension Quarantine {
  /// For people; `skipped.jsonl` has the event's id.
  package var name: String {
    let first = ordinal.map { "event \($0) of the manifest" } ?? "an event of \(shard)"
    return positions.count > 1 ? "\(first), and \(positions.count - 1) more of its file" : first
  }

  /// The command that tries the event by itself; nil if its number is not known.
  package func reproduction(in bundle: String) -> String? {
    ordinal.map { PrintedCommand.reproduce(bundle: bundle, ordinal: $0) }
  }
}
