import Storage

/// The journal of one invocation, shared by the parts that write records.
final class RunJournal {
  private var journal: Journal

  /// Begins the journal of an epoch; one that is there already belongs to another invocation.
  init(_ path: String) throws {
    do throws(StorageError) {
      journal = try Journal(creating: path)
    } catch {
      guard error.kind == .exists else { throw error }
      throw RunFailure(
        .cannotMake, "another invocation has just taken the bundle (\(path) exists); try again")
    }
  }

  /// Adds a record that counts once `sync` has returned.
  func append(_ record: RunRecord) { journal.append(JSONFile.encode(record)) }

  func sync() throws(StorageError) { try journal.sync() }

  /// Adds a record and makes it durable.
  func add(_ record: RunRecord) throws(StorageError) {
    append(record)
    try sync()
  }
}
