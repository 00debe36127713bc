/// A line of a manifest.
///
/// Every field is JSON as it appears there; nil omits it.
package struct EventLine: Sendable {
  package var id: String?
  package var session = #""session-1""#
  package var source = #""set""#
  package var path: String?
  package var onset = "0.5"
  /// The array of components.
  package var components = #"[{"label":"kick"}]"#
  /// More members, as `"name":value`.
  package var more: [String] = []

  /// Texts are quoted, and taken to need no escapes; `json` ones are taken as they are.
  package init(
    _ id: String, path: String = "a.wav", onset: Double = 0.5, labels: [String] = ["kick"],
    session: String = "session-1", source: String = "set"
  ) {
    self.id = "\"\(id)\""
    self.path = "\"\(path)\""
    self.onset = "\(onset)"
    self.session = "\"\(session)\""
    self.source = "\"\(source)\""
    components = "[" + labels.map { #"{"label":"\#($0)"}"# }.joined(separator: ",") + "]"
  }

  /// The line, without its end.
  package var text: String {
    var fields = [
      #""session_id":\#(session)"#, #""source_set":\#(source)"#, #""onset_time":\#(onset)"#,
      #""components":\#(components)"#,
    ]
    if let id { fields.insert(#""event_id":\#(id)"#, at: 0) }
    if let path { fields.append(#""audio_path":\#(path)"#) }
    return "{" + (fields + more).joined(separator: ",") + "}"
  }
}

extension Sequence<EventLine> {
  /// The lines, each with its end.
  package var manifest: String { map { $0.text + "\n" }.joined() }
}
