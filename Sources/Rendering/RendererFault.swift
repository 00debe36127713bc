import Dataset
import Glibc

/// A test's switch that stands in for a decoder's fault, set by `CLIPMILL_RENDERER_FAULT`.
///
/// `crash:EVENT_ID` lets the renderer die on that event; `hang` and `memory` likewise. Several are
/// joined by commas.
struct RendererFault {
  private enum Kind: String {
    case crash
    case hang
    case memory
  }

  private let strikes: [Text: Kind]

  static var fromEnvironment: RendererFault? {
    guard let value = getenv("CLIPMILL_RENDERER_FAULT") else { return nil }
    var strikes: [Text: Kind] = [:]
    for part in String(cString: value).split(separator: ",") {
      let words = part.split(separator: ":", maxSplits: 1)
      guard words.count == 2, let kind = Kind(rawValue: String(words[0])) else { continue }
      strikes[Text(String(words[1]))] = kind
    }
    return RendererFault(strikes: strikes)
  }

  /// Does to the process what the event's decoder would do.
  func strike(_ event: Event) {
    guard let id = event.eventID, let kind = strikes[id] else { return }
    switch kind {
    case .crash: raise(SIGSEGV)
    case .hang: while true { pause() }
    case .memory: eatMemory()
    }
  }

  private func eatMemory() {
    let piece = 64 << 20
    while let memory = malloc(piece) { memset(memory, 1, piece) }
    abort()
  }
}
