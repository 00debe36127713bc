import Storage

/// The journal of one invocation, shared by the parts that write records.
final class RunJournal {
  private var journal: Journal
  /// What went wrong once: nothing may be written after it, since nobody knows what the file holds.
  private var failure: StorageError?

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

  /// Makes what was appended durable; after an error every further call throws that error.
  func sync() throws(StorageError) {
    if let failure { throw failure }
    do throws(StorageError) {
      try journal.sync()
    } catch {
      failure = error
      throw error
    }
  }

  /// Adds a record and makes it durable.
  func add(_ record: RunRecord) throws(StorageError) {
    append(record)
    try sync()
  }
}
