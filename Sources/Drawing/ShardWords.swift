import Dataset
import Scheduling

extension Snapshot.Shards {
  /// `12 done, 3 rendering, 40 waiting, 0 stuck`.
  var words: String {
    "\((done + provisional).grouped) done, \(leased.grouped) rendering, \(pending.grouped) waiting,"
      + " \(stuck.grouped) stuck"
  }
}
