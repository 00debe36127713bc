/// Where a clip lies in its bundle: a pure function of the event, the label and the options.
package struct ClipPlace: Hashable, Sendable {
  package let split: Split
  /// Relative to the split's directory.
  package let path: String

  /// The place of an event's clip; `fanout` counts the digits of the fanout folders.
  package init(of event: Event, label: Text, options: ClipOptions, fanout: Int) {
    let split = Split(session: event.sessionID, valRatio: options.valRatio)
    self.init(of: event, label: label, in: split, format: options.format, fanout: fanout)
  }

  /// The same where the session's split is known.
  package init(of event: Event, label: Text, in split: Split, format: ClipFormat, fanout: Int) {
    self.split = split
    path = ClipName(event: event, label: label, format: format).path(fanout: fanout, format: format)
  }

  /// Relative to the bundle.
  package var pathInBundle: String { "\(split.rawValue)/\(path)" }
}
