import Dataset
package import Files
import JSON

/// Which name each unit's tar has among the clips: tars lie aside until a merge gives them their names.
///
/// A tar lies where its attempt has put it, or else under its name here. This document is replaced while no tar has a
/// name that changes by it, so that every tar is found after a kill at any moment.
package struct UnitNames: Codable, Equatable, Sendable {
  /// Names in the bundle by the paths of reports, relative to the reports.
  private var names: [String: String] = [:]

  /// The names on record; none where no merge has given any.
  package init(in bundle: BundleLayout) throws(StorageError) {
    guard FileSystem.exists(bundle.unitNames) else { return }
    let bytes = try FileSystem.read(bundle.unitNames, limit: 1 << 28, isOurs: true)
    guard let read = try? JSONFile.decode(UnitNames.self, from: bytes) else {
      throw StorageError(damaged: bundle.unitNames, "it does not name tars")
    }
    self = read
  }

  /// The names that these units are to have.
  package init(_ units: [NamedUnit]) {
    for unit in units { names[unit.report] = unit.pathInBundle }
  }

  /// Where a report's tar has its name, relative to the bundle; nil where it has none.
  package subscript(report: String) -> String? { names[report] }

  /// All, by report.
  package var all: [(report: String, name: String)] {
    names.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Where the tar of a report is; nil where it is nowhere.
  package func path(ofReport report: String, in bundle: BundleLayout) -> String? {
    let aside = bundle.unit(ofReport: report)
    if FileSystem.exists(aside) { return aside }
    guard let name = names[report] else { return nil }
    let named = "\(bundle.root)/\(name)"
    return FileSystem.exists(named) ? named : nil
  }

  /// Puts the names on record, durably.
  package func write(in bundle: BundleLayout) throws(StorageError) {
    try FileSystem.replace(bundle.unitNames, with: JSONFile.encode(self))
  }

  package init(from decoder: any Decoder) throws {
    names = try decoder.singleValueContainer().decode([String: String].self)
  }

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    for (report, name) in all { try fields.encode(name, forKey: Key(stringValue: report)) }
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
