/// Names a clip in 128 bits: its split and its stem, whatever directory it lies in.
extension ContentDigest {
  package init(clipOf event: Event, label: Text, options: ClipOptions) {
    let split = Split(session: event.sessionID, valRatio: options.valRatio)
    self.init(clipOf: event, label: label, in: split, options: options)
  }

  /// The same event's clip if its session were in `split`.
  package init(clipOf event: Event, label: Text, in split: Split, options: ClipOptions) {
    let name = ClipName(event: event, label: label, format: options.format)
    self.init(of: Array("\(split.rawValue)/\(name.stem)".utf8))
  }
}
