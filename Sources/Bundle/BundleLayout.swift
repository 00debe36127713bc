package import Dataset
package import Files

/// The one place that knows the names and places of a bundle's files.
package struct BundleLayout: Hashable, Sendable {
  /// Absolute, without a slash at the end.
  package let root: String

  package init(_ root: String) { self.root = FileSystem.absolute(root) }

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
  package var metadata: String { "\(root)/metadata.json" }
  package var checksums: String { "\(root)/SHA256SUMS" }

  /// A path in the bundle, relative to its root.
  package func relative(_ path: String) -> String { String(path.dropFirst(root.count + 1)) }

  // MARK: The run

  private static let stateName = ".clipmill"
  package var state: String { "\(root)/\(Self.stateName)" }

  /// True if the folder holds nothing but the run's state.
  package var holdsOnlyState: Bool { (try? FileSystem.names(in: root)) == [Self.stateName] }
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
  package var unfinished: String { "\(state)/unfinished" }

  /// The lines of val, which wait for those of train while a merge makes the document `name`.
  package func waitingLines(of name: String) -> String { "\(state)/\(name)-val.part" }

  /// The bundle's plans, numbered from 1.
  package func plan(_ number: Int) -> String { "\(state)/plan-\(number).jsonl" }

  package var reports: String { "\(state)/reports" }

  /// A report's path relative to `reports`; at most 1,000 shards share a directory.
  package static func report(_ shard: ShardIndex, attempt name: String) -> String {
    "\(shard.number / 1000)/\(name).jsonl"
  }
}
