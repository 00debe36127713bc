import Bundle
import Dataset
import Files
import RunState

/// Gives the tars of a merged bundle their names among the clips.
///
///     0/7-1-1.ab.tar   (aside)         ->  train/train-audio_000006.tar
///     a tar whose name changes         ->  aside, then its new name
///
/// A kill at any moment leaves each tar where `UnitNames` finds it.
struct UnitPlacing {
  let bundle: BundleLayout

  /// Names these units, which are all that the bundle has, and removes other tars.
  ///
  /// Throws where one of them is not there as it was committed; a resume renders it again.
  func perform(_ units: [NamedUnit]) throws {
    let (old, new) = (try UnitNames(in: bundle), UnitNames(units))
    if old != new {
      for (report, name) in old.all where new[report] != name { try putAside(report, name) }
      try new.write(in: bundle)
    }
    for unit in units { try place(unit) }
    try removeOthers(units)
  }

  private func putAside(_ report: String, _ name: String) throws(StorageError) {
    let (named, aside) = ("\(bundle.root)/\(name)", bundle.unit(ofReport: report))
    guard FileSystem.exists(named), !FileSystem.exists(aside) else { return }
    try FileSystem.makeDirectories(FileSystem.folder(of: aside))
    try FileSystem.rename(named, aside)
  }

  private func place(_ unit: NamedUnit) throws {
    let (named, aside) = ("\(bundle.root)/\(unit.pathInBundle)", bundle.unit(ofReport: unit.report))
    if FileSystem.exists(aside) {
      try FileSystem.makeDirectories(FileSystem.folder(of: named))
      try FileSystem.rename(aside, named)
    }
    guard FileSystem.size(named) == unit.stamp.size else {
      throw RunFailure(
        .unfinished,
        "\(named) was removed or cut after it was committed (a resume renders its clips again)")
    }
  }

  /// Tars of units that have none any more would be taken for clips.
  private func removeOthers(_ units: [NamedUnit]) throws(StorageError) {
    let names = Set(units.map(\.pathInBundle))
    for split in Split.allCases where FileSystem.exists(bundle.directory(of: split)) {
      for name in try FileSystem.names(in: bundle.directory(of: split))
      where BundleLayout.isTar(name, of: split) && !names.contains("\(split.rawValue)/\(name)") {
        try FileSystem.remove("\(bundle.directory(of: split))/\(name)")
      }
    }
  }
}
