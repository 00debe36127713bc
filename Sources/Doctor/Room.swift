import Dataset
import Files

/// The free room of a file system.
enum Room {
  /// Below this not even the files of a run's state are safe.
  private static let (leastBytes, fewestInodes) = (64 << 20, 1000)

  /// `bytesNeeded` is what a run needs yet, if that is known.
  static func checks(at place: String, bytesNeeded: Int?) -> [DoctorCheck] {
    guard let free = FreeSpace(at: place) else {
      return ["room", "inodes"].map {
        .unknown(.storage, $0, because: "the file system of \(place) does not state it")
      }
    }
    return [room(free, bytesNeeded), inodes(free)]
  }

  private static func room(_ free: FreeSpace, _ needed: Int?) -> DoctorCheck {
    let words = "\(free.bytes.bytesInWords) free at \(free.path)"
    if let needed, free.bytes < needed {
      return .problem(
        .storage, "room", "\(words), and the clips that are left need \(needed.bytesInWords)",
        remedy: "make room, then resume")
    }
    guard free.bytes >= leastBytes else {
      return .problem(
        .storage, "room", words, remedy: "make room, or choose another place")
    }
    let need = needed.map { ", \($0.bytesInWords) needed for the clips that are left" } ?? ""
    return .ok(.storage, "room", words + need)
  }

  private static func inodes(_ free: FreeSpace) -> DoctorCheck {
    guard let inodes = free.inodes else {
      return .ok(.storage, "inodes", "this file system does not count them")
    }
    guard inodes >= fewestInodes else {
      return .problem(
        .storage, "inodes", "\(inodes.grouped) free at \(free.path): so many files can be made",
        remedy: "remove files, choose another place, or export with \(ExportOption.layout.flag) tar"
      )
    }
    return .ok(.storage, "inodes", "\(inodes.grouped) free")
  }
}
