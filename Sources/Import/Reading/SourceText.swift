import Files
import Glibc

/// The text of a file that is imported: unpacked, as UTF-8, without byte-order mark, piece by piece.
struct SourceText: ~Copyable {
  private let file: Descriptor
  private var inflater: Inflater?
  private var decoder: WideDecoder?
  private var isAtEnd = false
  private var packed: [UInt8] = []
  /// Bytes of the file that were read, and bytes it has.
  private(set) var bytesRead = 0
  let bytesTotal: Int
  /// The kind of the text, whatever its compression.
  let kind: ManifestKind
  /// The kind of the file itself.
  let outerKind: ManifestKind

  private static let piece = 1 << 20

  /// Opens a regular file; a directory, FIFO or device is an `irregular` error.
  static func open(_ path: String) throws(StorageError) -> SourceText {
    let file = try Descriptor(opening: path, O_RDONLY | O_NONBLOCK)
    let kind = try FileStatus(of: file).kind
    guard kind == .regularFile else { throw StorageError(irregular: path, kind) }
    let opened = try Opened(file, path)
    let size = try file.size()
    return SourceText(file, opened, size: size)
  }

  private init(_ file: consuming Descriptor, _ opened: Opened, size: Int) {
    let path = file.path
    outerKind = opened.outer
    bytesTotal = size
    bytesRead = opened.packed.count
    packed = opened.packed
    if opened.outer == .compressed("gzip") { inflater = Inflater(path: path) }
    if case .wideText(let text) = opened.outer { decoder = WideDecoder(text, path: path) }
    if case .wideText(let text) = opened.inner { decoder = WideDecoder(text, path: path) }
    kind = opened.text(path)
    self.file = file
  }

  /// The findings from the first bytes.
  private struct Opened {
    let packed: [UInt8]
    let outer: ManifestKind
    let inner: ManifestKind
    private let head: [UInt8]

    init(_ file: borrowing Descriptor, _ path: String) throws(StorageError) {
      var packed: [UInt8] = []
      while packed.count < SourceText.piece,
        try file.read(SourceText.piece - packed.count, onto: &packed)
      {}
      self.packed = packed
      outer = ManifestKind(head: Array(packed.prefix(ManifestKind.headSize)))
      guard outer == .compressed("gzip") else {
        (head, inner) = (packed, outer)
        return
      }
      var inflater = Inflater(path: path)
      var unpacked: [UInt8] = []
      // A small part shows the kind.
      let part = packed.prefix(ManifestKind.headSize)
      var failure: StorageError?
      part.withUnsafeBytes { bytes in
        do throws(StorageError) {
          _ = try inflater.unpack(bytes, onto: &unpacked)
        } catch { failure = error }
      }
      if let failure { throw failure }
      head = unpacked
      inner = ManifestKind(head: Array(unpacked.prefix(ManifestKind.headSize)))
    }

    /// The kind of the text within.
    func text(_ path: String) -> ManifestKind {
      guard case .wideText(let wide) = inner else { return inner }
      var (decoder, text) = (WideDecoder(wide, path: path), [UInt8]())
      let whole = head.prefix(ManifestKind.headSize)
      do throws(StorageError) {
        try decoder.decode(whole, isLast: false, onto: &text)
      } catch { return .lines }
      return ManifestKind(head: text)
    }
  }

  /// Appends some more text; false at the end.
  mutating func read(onto text: inout [UInt8]) throws(StorageError) -> Bool {
    let before = text.count
    while text.count == before, !isAtEnd {
      if packed.isEmpty {
        isAtEnd = try !file.read(Self.piece, onto: &packed)
        bytesRead += packed.count
      }
      try unpack(onto: &text)
    }
    if before == 0, text.starts(with: [0xEF, 0xBB, 0xBF]) { text.removeFirst(3) }
    return text.count > before
  }

  private mutating func unpack(onto text: inout [UInt8]) throws(StorageError) {
    if inflater == nil {
      try decode(packed, onto: &text)
      packed.removeAll(keepingCapacity: true)
      return
    }
    var unpacked: [UInt8] = []
    let bytes = packed
    // The closure itself cannot make a typed throw.
    var (failure, used) = (StorageError?.none, 0)
    bytes.withUnsafeBytes { bytes in
      do throws(StorageError) {
        used = try inflater?.unpack(bytes, onto: &unpacked) ?? 0
      } catch { failure = error }
    }
    if let failure { throw failure }
    packed.removeFirst(used)
    if isAtEnd, inflater?.isWithinMember == true {
      throw StorageError(damaged: file.path, "its gzip data is cut short (fetch or make it again)")
    }
    try decode(unpacked, onto: &text)
  }

  private mutating func decode(_ bytes: [UInt8], onto text: inout [UInt8]) throws(StorageError) {
    guard decoder != nil else {
      text += bytes
      return
    }
    try decoder?.decode(bytes, isLast: isAtEnd, onto: &text)
  }
}
