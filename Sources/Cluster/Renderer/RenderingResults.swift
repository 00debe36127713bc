import Bundle
import Dataset
import Rendering
import Scheduling

/// A renderer's failure in the terms of scheduling.
extension Failure {
  /// `ordinal` is that of the current event.
  init(of lease: Lease, _ failure: RenderFailure, ordinal: Int?) {
    let words = failure.words
    switch failure {
    case .unreachable(let root, let rootReadable, let positions, _):
      self.init(
        lease: lease, kind: .inputUnreachable, positions: positions, ordinal: ordinal,
        root: root.printable, rootReadable: rootReadable, words: words)
    case .outputFull: self.init(lease: lease, kind: .outputFull, words: words)
    case .nameRefused: self.init(lease: lease, kind: .nameRefused, words: words)
    case .outputReadOnly: self.init(lease: lease, kind: .outputReadOnly, words: words)
    case .fileTooLarge: self.init(lease: lease, kind: .fileTooLarge, words: words)
    case .outputFailed: self.init(lease: lease, kind: .outputFailed, words: words)
    case .broken: self.init(lease: lease, kind: .broken, words: words)
    }
  }
}
