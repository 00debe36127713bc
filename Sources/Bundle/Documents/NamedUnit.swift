package import Dataset

/// A unit's tar, and the name that it has in the bundle.
package struct NamedUnit: Hashable, Sendable {
  /// Path of the report that came with it, relative to the reports.
  package let report: String
  /// In the split's folder.
  package let name: String
  package let stamp: UnitStamp

  /// The tar of this number in its split.
  package init(report: String, number: Int, stamp: UnitStamp) {
    self.report = report
    name = BundleLayout.tarName(stamp.split, number)
    self.stamp = stamp
  }

  package var split: Split { stamp.split }

  /// Relative to the bundle.
  package var pathInBundle: String { "\(split.rawValue)/\(name)" }
}
