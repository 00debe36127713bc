/// Names a clip in 128 bits: its split and its stem, whatever directory it lies in.
extension ContentDigest {
  package init(clipOf event: Event, label: Text, options: ClipOptions) {
    let split = Split(session: event.sessionID, valRatio: options.valRatio)
    self.init(clipOf: event, label: label, in: split, options: options)
  }

  /// The same event's clip if its session were in `split`.
  package init(clipOf event: Event, label: Text, in split: Split, options: ClipOptions) {
    let name = ClipName(event: event, label: label, format: options.format)
    self.init(ofStem: name.stem, in: split)
  }

  /// The clip whose file has this name without its ending.
  package init(ofStem stem: String, in split: Split) {
    self.init(of: Array("\(split.rawValue)/\(stem)".utf8))
  }
}
