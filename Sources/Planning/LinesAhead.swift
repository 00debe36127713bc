import Dataset
import Files
import Manifest

/// Parses the lines of a manifest on a second thread, ahead of the planner, which judges them in their order.
///
/// The planner reads the same lines itself, since it hashes and cuts them, and takes a line's content only if its
/// bytes are the same. If they differ, since the file changes or cannot be read, the planner parses the rest itself.
/// Memory: a few mebibytes, or some of the longest lines.
final class LinesAhead {
  private struct Line: Sendable {
    let ordinal: Int
    let checksum: UInt64
    let content: LineContent
  }

  private let lines: MadeAhead<Line>
  /// True if the planner continues by itself.
  private var isOver = false

  /// Bytes of a manifest from which a thread is worthwhile.
  static let worthwhile = 1 << 18

  /// Begins at the manifest's first line.
  init(_ manifest: String, _ options: ExportOptions) throws(ThreadShortage) {
    lines = try MadeAhead { Self.read(manifest, options, onto: &$0) }
  }

  private static func read(
    _ manifest: String, _ options: ExportOptions, onto lines: inout MadeAhead<Line>.Output
  ) {
    var parser = EventParser(options.fields, carrying: options.bundle.labelFields)
    do throws(ManifestError) {
      var reader = try ManifestReader(manifest: manifest)
      while let line = try reader.next() {
        let next = Line(
          ordinal: line.ordinal, checksum: checksum(of: line),
          content: LineContent(parser.parse(line), options.clips))
        guard lines.add(next, bytes: line.content?.count ?? 0) else { return }
      }
    } catch {
      // The planner meets the same error, and reports it.
    }
  }

  /// The content of a line that the planner has read; nil if it has to parse the line itself.
  func content(of line: ManifestLine) -> LineContent? {
    if isOver { return nil }
    guard let next = lines.next(), next.ordinal == line.ordinal,
      next.checksum == Self.checksum(of: line)
    else {
      isOver = true
      return nil
    }
    return next.content
  }

  private static func checksum(of line: ManifestLine) -> UInt64 {
    line.content.map { ContentDigest(of: $0).low } ?? 0
  }
}
