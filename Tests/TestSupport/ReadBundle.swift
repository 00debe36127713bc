package import Foundation
import Glibc

/// A bundle as it lies on disk.
package struct ReadBundle {
  package let path: String
  package let metadata: ReadJSON
  package let train: [ReadJSON]
  package let val: [ReadJSON]
  package let components: ReadJSON
  /// Rows of `skipped.jsonl`.
  package let skipped: [ReadJSON]

  /// Throws if one of the bundle's files is missing or not JSON.
  package init(_ path: String) throws {
    self.path = path
    func document(_ name: String) throws -> ReadJSON {
      try ReadJSON(Data(contentsOf: URL(filePath: "\(path)/\(name)")))
    }
    metadata = try document("metadata.json")
    train = try document("train/train_labels.json").array
    val = try document("val/val_labels.json").array
    components = try document("components.json")
    skipped = try Data(contentsOf: URL(filePath: "\(path)/skipped.jsonl"))
      .split(separator: 0x0A).map { try ReadJSON(Data($0)) }
  }

  package var digest: String? { metadata["bundle_digest"].string }

  /// Paths of the labelled clips relative to the bundle, in label order, train first.
  package var clips: [String] {
    train.map { "train/\($0["file"].string ?? "")" } + val.map { "val/\($0["file"].string ?? "")" }
  }

  /// Events with a reason, as `ordinal reason`, in manifest order.
  package var skips: [String] {
    skipped.map { "\($0["ordinal"].int ?? 0) \($0["reason"].string ?? "")" }
  }

  /// A number of `statistics`.
  package func count(_ name: String) -> Int { metadata["statistics"][name].int ?? -1 }

  /// The bytes of a file of the bundle.
  package func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(filePath: "\(path)/\(name)"))
  }
}

/// The contents of a folder.
package enum FolderTree {
  /// The paths of all files and folders below `folder`, relative to it, sorted; links are not followed.
  package static func paths(_ folder: String) -> [String] {
    (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []).sorted()
  }

  /// Every file of the dataset in a bundle by its path: all but `metadata.json` and `.clipmill`.
  package static func dataset(_ bundle: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for path in paths(bundle) where path != "metadata.json" && !path.hasPrefix(".clipmill") {
      var status = stat()
      guard lstat("\(bundle)/\(path)", &status) == 0 else { continue }
      guard status.st_mode & S_IFMT == S_IFREG else { continue }
      files[path] = try Data(contentsOf: URL(filePath: "\(bundle)/\(path)"))
    }
    return files
  }

  /// The status of a file, links not followed.
  package static func status(_ path: String) throws -> stat {
    var status = stat()
    guard lstat(path, &status) == 0 else { throw SupportError("there is no \(path)") }
    return status
  }
}
