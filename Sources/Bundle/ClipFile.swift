package import Dataset
package import Files

/// Where the bytes of a clip are: a file, or a part of one.
package struct ClipFile: Hashable, Sendable {
  /// Absolute.
  package let path: String
  /// Bytes of the file; nil for all.
  package let part: Range<Int>?

  /// The clip at an absolute path; `stored` tells where it lies in a tar beside that path, which then counts for its
  /// folder alone.
  package init(_ path: String, stored: StoredClip? = nil) {
    guard let stored else {
      self.path = path
      part = nil
      return
    }
    self.path = "\(FileSystem.folder(of: path))/\(stored.shard)"
    let (end, isBeyond) = stored.offset.addingReportingOverflow(stored.size)
    part = stored.offset..<(isBeyond ? stored.offset : end)
  }

  /// The clip's bytes, at most `limit` of them; a part that the file does not hold is a `damaged` error.
  package func read(limit: Int = 1 << 30) throws(StorageError) -> [UInt8] {
    guard let part else { return try FileSystem.read(path, limit: limit) }
    guard part.count <= limit, let size = FileSystem.size(path), part.upperBound <= size else {
      _ = try FileSystem.read(path, from: 0, byteCount: 0)
      throw StorageError(damaged: path, "it holds no clip at byte \(part.lowerBound)")
    }
    return try FileSystem.read(path, from: part.lowerBound, byteCount: part.count)
  }

  /// Calls `body` with a path under which the clip alone can be opened by this process.
  package func withPath<Result, Failure: Error>(
    limit: Int = 1 << 30, _ body: (String) throws(Failure) -> Result
  ) throws(StorageError) -> Swift.Result<Result, Failure> {
    func call(_ path: String) -> Swift.Result<Result, Failure> {
      do throws(Failure) {
        return .success(try body(path))
      } catch {
        return .failure(error)
      }
    }
    if part == nil { return call(path) }
    let copy = try MemoryFile(try read(limit: limit))
    return call(copy.path)
  }
}
