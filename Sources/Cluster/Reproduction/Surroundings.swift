import Dataset
import Files
import JSON

/// An event whose clip is a longer stretch of its recording, with this many more seconds on both sides.
struct Surroundings {
  /// The line of a separate manifest.
  let line: [UInt8]
  let event: Event
  /// The options of the run, except for how a manifest is read and where recordings are searched.
  let options: ExportOptions

  /// Seconds on each side of the clip.
  static let seconds = 2.0
  private static let label: Text = "around"

  /// The stretch around an event of `manifest`, an absolute path, whose run has these options.
  init(of event: Event, in manifest: String, _ recorded: ExportOptions) {
    let around = Event(
      ordinal: 1, eventID: Self.label, sessionID: event.sessionID, sourceSet: event.sourceSet,
      audioPath: event.audioPath,
      window: event.window.widened(by: Self.seconds),
      labels: [Self.label])
    self.event = around
    var options = recorded
    options.fields = FieldOptions()
    options.bundle.labelFields = []
    if options.sources.audioRoot == nil, options.sources.rootMap.isEmpty {
      options.sources.audioRoot = FileSystem.folder(of: manifest)
    }
    self.options = options
    line = Self.line(around)
  }

  private static func line(_ event: Event) -> [UInt8] {
    var text = JSONText()
    text.object { json in
      json.field("event_id", event.eventID)
      json.field("session_id", event.sessionID)
      json.field("source_set", event.sourceSet)
      json.field("audio_path", event.audioPath)
      json.field("onset_time", event.window.onset)
      json.field(
        "context_ms",
        object: { context in
          context.field("pre", event.window.pre)
          context.field("post", event.window.post)
        })
      json.field("components", array: { labels in labels.value(label) })
    }
    text.newline()
    return text.bytes
  }
}
