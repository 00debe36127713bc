package import Dataset
import Glibc

/// The places to look for audio: the roots of a run, in a fixed order.
///
/// Roots are numbered from 1: those of `--audio-root-map` in their order, then `--audio-root`, then the manifest's
/// own folder, which is used only if neither flag was given. Number 0 stands for an absolute path outside the roots,
/// used as written. The same options give the same numbers, so that a plan can keep a number for a path.
package struct AudioRoots: Sendable {
  /// A root and the source sets that it serves.
  package struct Root: Hashable, Sendable {
    /// The source set whose audio it holds; nil for every one.
    package let sourceSet: Text?
    /// Absolute, without `.`, `..` and doubled slashes.
    package let path: String
    /// The flag as given, nil for the manifest's folder.
    package let flag: String?
  }

  /// Root number n is `roots[n - 1]`.
  package let roots: [Root]
  package let allowsOutside: Bool

  /// The result of looking up one source.
  package enum Resolution: Hashable, Sendable {
    /// A regular file in the root of this number.
    case found(root: Int)
    /// No root has a regular file of this name: `missing_file`.
    case missing
    /// A root refused the path and none had it: `outside_roots`.
    case outside
    /// No root had it, and one (or a directory in it) may not be searched: `unreadable`.
    case denied(root: Int)
    /// A fault of the node or its file system; it cannot be known here whether the file exists.
    case unreachable(root: Int, errno: Int32, words: String)
  }

  /// Makes every path absolute against `workingDirectory`, which must be absolute.
  package init(
    mapped: [(sourceSet: Text, path: String)], defaultRoot: String?, manifest: String,
    workingDirectory: String, allowsOutside: Bool = false
  ) {
    var roots = mapped.map { sourceSet, path in
      Root(
        sourceSet: sourceSet, path: AudioPath.absolute(path, in: workingDirectory),
        flag: "\(ExportOption.audioRootMap.flag) \(sourceSet)=\(path)")
    }
    if let defaultRoot {
      roots.append(
        Root(
          sourceSet: nil, path: AudioPath.absolute(defaultRoot, in: workingDirectory),
          flag: "\(ExportOption.audioRoot.flag) \(defaultRoot)"))
    }
    if roots.isEmpty {
      let folder = AudioPath.absolute(manifest + "/..", in: workingDirectory)
      roots.append(Root(sourceSet: nil, path: folder, flag: nil))
    }
    self.roots = roots
    self.allowsOutside = allowsOutside
  }

  /// Looks up a source; the first root that has it wins.
  ///
  /// A root that cannot be reached ends the lookup: it may be the one that has the file, and a later root's file
  /// would then be another clip on another day.
  package func resolve(_ source: SourceKey) -> Resolution {
    guard let written = source.audioPath?.string, !written.isEmpty, !written.utf8.contains(0) else {
      return .missing
    }
    var wasRefused = false
    var deniedBy: Int?
    for number in candidates(for: source, written: written) {
      guard let path = path(written: written, root: number) else {
        wasRefused = true
        continue
      }
      switch AudioPath.look(at: path) {
      case .regularFile: return .found(root: number)
      case .nothing: break
      case .denied: deniedBy = deniedBy ?? number
      case .failed(let code, let words):
        return .unreachable(root: number, errno: code, words: words)
      }
    }
    if let deniedBy { return .denied(root: deniedBy) }
    return wasRefused ? .outside : .missing
  }

  /// The first folder on the way to a source that may not be searched; nil if all may be.
  package func unsearchableFolder(_ source: SourceKey) -> String? {
    guard case .denied(let root) = resolve(source), let path = path(of: source, root: root) else {
      return nil
    }
    let ends = path.utf8.indices.dropFirst().filter { path.utf8[$0] == UInt8(ascii: "/") }
    return ends.lazy.map { String(path[..<$0]) }.first { access($0, X_OK) != 0 }
  }

  /// The absolute path of a source that was found in a root.
  package func path(of source: SourceKey, root: Int) -> String? {
    guard (0...roots.count).contains(root), let written = source.audioPath?.string else {
      return nil
    }
    return path(written: written, root: root)
  }

  /// The path to look at; nil if the root refuses it.
  private func path(written: String, root number: Int) -> String? {
    let isAbsolute = written.utf8.first == UInt8(ascii: "/")
    if number == 0 {
      return isAbsolute && allowsOutside ? AudioPath.normalised(written) : nil
    }
    let root = roots[number - 1].path
    let path = AudioPath.normalised(isAbsolute ? written : root + "/" + written)
    if AudioPath.contains(root, path) { return path }
    return allowsOutside && !isAbsolute ? path : nil
  }

  /// The numbers of the roots that serve a source, in the order of the lookup.
  ///
  /// An absolute path belongs to the roots that hold it; none of them refuses it for another.
  private func candidates(for source: SourceKey, written: String) -> [Int] {
    let serving = roots.indices.filter {
      roots[$0].sourceSet == nil || roots[$0].sourceSet == source.sourceSet
    }.map { $0 + 1 }
    guard written.utf8.first == UInt8(ascii: "/") else { return serving }
    let path = AudioPath.normalised(written)
    let holding = serving.filter { AudioPath.contains(roots[$0 - 1].path, path) }
    return holding.isEmpty ? [0] : holding
  }
}
