package import Dataset
package import Files

/// The one place that knows the names and places of a bundle's files.
package struct BundleLayout: Hashable, Sendable {
  /// Absolute, without a slash at the end.
  package let root: String
  /// The folder of the run state, likewise: in the bundle, or anywhere else.
  package let state: String

  /// The layout of a bundle; `state` is the folder of its run state if that lies outside it.
  package init(_ root: String, state: String? = nil) {
    self.root = FileSystem.absolute(root)
    self.state = state.map(FileSystem.absolute) ?? "\(self.root)/\(Self.innerName)"
  }

  // MARK: The dataset

  package func directory(of split: Split) -> String { "\(root)/\(split.rawValue)" }

  package func labels(of split: Split) -> String {
    "\(directory(of: split))/\(split.rawValue)_labels.json"
  }

  package func huggingFaceRows(of split: Split) -> String {
    "\(directory(of: split))/metadata.jsonl"
  }

  /// The path of the clip for an event's label, by the digits of the fanout folders.
  package func clip(
    _ event: Event, _ label: Text, _ options: ClipOptions, fanout: Int
  ) -> String {
    let place = ClipPlace(of: event, label: label, options: options, fanout: fanout)
    return "\(root)/\(place.pathInBundle)"
  }

  /// The folder that holds all clips of a split.
  package func clipAudio(of split: Split) -> String {
    "\(directory(of: split))/\(Self.audioName)"
  }

  static let audioName = "audio"

  /// The existing folders that hold a split's clips.
  package func clipFolders(of split: Split, fanout: Int) -> [String] {
    let audio = clipAudio(of: split)
    if fanout == 0 { return [audio] }
    return ((try? FileSystem.names(in: audio)) ?? []).map { "\(audio)/\($0)" }
  }

  package var components: String { "\(root)/components.json" }
  package var skipped: String { "\(root)/skipped.jsonl" }
  package var card: String { "\(root)/README.md" }
  package var croissant: String { "\(root)/croissant.json" }
  package var metadata: String { "\(root)/metadata.json" }
  package var checksums: String { "\(root)/SHA256SUMS" }

  /// A path in the bundle, relative to its root.
  package func relative(_ path: String) -> String { String(path.dropFirst(root.count + 1)) }

  // MARK: The run

  static let innerName = ".clipmill"
  /// The folder in the bundle for what must lie on its own file system, and for all run state unless that lies apart.
  package var inner: String { "\(root)/\(Self.innerName)" }
  /// The folders that hold all of it: the bundle's, and that of its run state if that lies apart.
  package var folders: [String] { isApart ? [root, state] : [root] }
  /// The folders of the run state: that in the bundle, and the one that lies apart.
  package var stateFolders: [String] { isApart ? [inner, state] : [inner] }
  /// True if the run state lies outside the bundle.
  package var isApart: Bool { state != inner }
  /// The document in the bundle that names the folder of its run state, if that lies apart.
  package var stateReference: String { "\(inner)/\(Self.stateReferenceName)" }
  /// The same document in the folder of the run state, which names the bundle.
  package var bundleReference: String { "\(state)/\(Self.stateReferenceName)" }
  private static let stateReferenceName = "state.json"

  /// True if the folder holds nothing but the run's state.
  package var holdsOnlyState: Bool { (try? FileSystem.names(in: root)) == [Self.innerName] }
  package var owner: String { "\(state)/coordinator.json" }
  package var status: String { "\(state)/status.json" }
  /// The journal of one coordinator: each writes its own, and none appends to another's.
  package func journal(_ epoch: Epoch) -> String { "\(state)/journal.\(epoch.number)" }

  /// The existing journals; throws if they cannot be listed.
  package func journals() throws(StorageError) -> [String] {
    try FileSystem.namesIfThere(in: state)
      .filter { $0.hasPrefix("journal.") }.map { "\(state)/\($0)" }
  }

  /// The journal that a rebuild makes, until it is complete.
  package var rebuiltJournal: String { "\(state)/rebuilt-journal" }

  package var job: String { "\(state)/job.json" }
  package var logs: String { "\(state)/logs" }
  /// The staging folder of clips before they take their name; it is on the bundle's own file system.
  package var unfinished: String { "\(inner)/unfinished" }

  /// The lines of val, which wait for those of train while a merge makes the document `name`.
  package func waitingLines(of name: String) -> String { "\(state)/\(name)-val.part" }

  /// The bundle's plans, numbered from 1.
  package func plan(_ number: Int) -> String { "\(state)/plan-\(number).jsonl" }

  package var reports: String { "\(state)/reports" }

  /// Where tars of units wait for a merge, which gives them their names among the clips.
  package var units: String { "\(inner)/units" }

  /// Under which name each merged unit's tar lies.
  package var unitNames: String { "\(state)/units.json" }

  /// Where an attempt puts the tar of its unit, by its report's path.
  package func unit(ofReport path: String) -> String {
    "\(units)/\(path.dropLast(".jsonl".count)).tar"
  }

  /// A tar's name in its split's folder, numbered from 0 among those with clips: the form that NeMo looks for, too.
  package static func tarName(_ split: Split, _ number: Int) -> String {
    let digits = String(number)
    let zeros = String(repeating: "0", count: max(6 - digits.count, 0))
    return "\(split.rawValue)-audio_\(zeros)\(digits).tar"
  }

  /// Whether a file of a split's folder is called as its tars are.
  package static func isTar(_ name: String, of split: Split) -> Bool {
    let start = "\(split.rawValue)-audio_"
    guard name.hasPrefix(start), name.hasSuffix(".tar") else { return false }
    let digits = name.dropFirst(start.count).dropLast(4)
    return digits.utf8.count >= 6 && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// A report's path relative to `reports`; at most 1,000 shards share a directory.
  package static func report(_ shard: ShardIndex, attempt name: String) -> String {
    "\(shard.number / 1000)/\(name).jsonl"
  }
}
