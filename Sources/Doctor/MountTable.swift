import Files

/// The mounted file systems that this process sees.
enum MountTable {
  /// The file system that holds an existing path, absolute and without links; nil if the kernel does not tell.
  static func entry(of path: String) -> (kind: String, point: String)? {
    guard
      let bytes = try? FileSystem.read("/proc/self/mountinfo", limit: 1 << 22, sized: false)
    else { return nil }
    let path = FileSystem.resolved(path)
    var best: (kind: String, point: String)?
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let halves = line.split(separator: " ")
      guard let dash = halves.firstIndex(of: "-"), halves.count > max(dash + 1, 4) else { continue }
      let point = String(halves[4])
      let holds = point == "/" || path == point || path.hasPrefix(point + "/")
      // Of those mounted at one point the last is on top.
      if holds, point.utf8.count >= best?.point.utf8.count ?? 0 {
        best = (String(halves[dash + 1]), point)
      }
    }
    return best
  }
}
