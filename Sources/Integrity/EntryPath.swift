import Files

/// The path of a manifest's line, compared with the roots.
enum EntryPath {
  private static let slash = UInt8(ascii: "/")

  /// The path below each root that may hold it; empty if it leads out of all of them.
  ///
  /// `.` and `..` are removed as text. An absolute path belongs to the roots that hold it, which `roots` name by
  /// absolute paths.
  static func candidates(_ path: RawPath, in roots: [RawPath]) -> [RawPath] {
    guard path.bytes.first == slash else {
      guard let parts = normalised(path.bytes) else { return [] }
      return roots.map { $0.appending(parts) }
    }
    guard let parts = normalised(path.bytes) else { return [] }
    let whole = [slash] + parts
    return roots.filter { root in
      root.bytes == [slash] || whole.starts(with: root.bytes + [slash])
    }.map { _ in RawPath(whole) }
  }

  /// Without `.`, `..` and doubled slashes; nil if it goes above its start, or nowhere.
  private static func normalised(_ path: [UInt8]) -> [UInt8]? {
    var parts: [ArraySlice<UInt8>] = []
    for part in path.split(separator: slash) where !part.elementsEqual(".".utf8) {
      if part.elementsEqual("..".utf8) {
        if parts.popLast() == nil { return nil }
      } else {
        parts.append(part)
      }
    }
    return parts.isEmpty ? nil : Array(parts.joined(separator: [slash]))
  }
}
