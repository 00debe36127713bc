/// The place of a clip in its bundle: a pure function of the event, the label and the options.
package struct ClipPlace: Hashable, Sendable {
  package let split: Split
  /// Relative to the split's directory.
  package let path: String

  /// The place of an event's clip; `fanout` counts the digits of the fanout folders.
  package init(of event: Event, label: Text, options: ClipOptions, fanout: Int) {
    let split = Split(session: event.sessionID, valRatio: options.valRatio)
    self.init(of: event, label: label, in: split, format: options.format, fanout: fanout)
  }

  /// The same if the session's split is known.
  package init(of event: Event, label: Text, in split: Split, format: ClipFormat, fanout: Int) {
    self.split = split
    path = ClipName(event: event, label: label, format: format).path(fanout: fanout, format: format)
  }

  /// The places of an event's clips, one for each of these labels.
  package static func places(
    of event: Event, labels: [Text], options: ClipOptions, fanout: Int
  ) -> [ClipPlace] {
    let split = Split(session: event.sessionID, valRatio: options.valRatio)
    return ClipName.paths(of: event, labels: labels, fanout: fanout, format: options.format).map {
      ClipPlace(split: split, path: $0)
    }
  }

  private init(split: Split, path: String) {
    self.split = split
    self.path = path
  }

  /// Relative to the bundle.
  package var pathInBundle: String { "\(split.rawValue)/\(path)" }
}
