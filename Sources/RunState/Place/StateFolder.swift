package import Bundle
import Dataset
import Files
import JSON

/// The folder of a bundle's run state, found from the bundle, or given by `--state`.
///
///     BUNDLE/.clipmill/state.json   names DIR, where the run state lies outside the bundle
///     DIR/state.json                the same document, which names the bundle
package enum StateFolder {
  /// The layout of a bundle that may be there.
  ///
  /// `given` is the folder of its run state as a flag names it; without it the bundle's own document decides. Throws
  /// where that folder belongs to another bundle, or is not there.
  package static func layout(
    of bundle: String, given: String? = nil
  ) throws(RunFailure) -> BundleLayout {
    let inside = BundleLayout(bundle)
    do {
      guard let reference = try StateReference.read(inside.stateReference) else {
        guard let given else { return inside }
        return try joined(inside, given)
      }
      let layout = BundleLayout(bundle, state: given ?? reference.state)
      try requireOriginal(reference, layout)
      guard let back = try StateReference.read(layout.bundleReference) else {
        throw missing(reference, layout, isGiven: given != nil)
      }
      guard back.id == reference.id else { throw foreign(back, layout) }
      return layout
    } catch {
      throw RunFailure(error)
    }
  }

  /// The layout of a bundle that is to be made; what is at its place does not count.
  package static func layout(
    ofNew bundle: String, given: String?
  ) throws(RunFailure) -> BundleLayout {
    guard let given else { return BundleLayout(bundle) }
    let layout = BundleLayout(bundle, state: given)
    do {
      try requireOutside(layout)
      try requireOwnOrEmpty(layout)
      try requireBundle(layout)
    } catch {
      throw RunFailure(error)
    }
    return layout
  }

  /// Makes the folder, and writes down in it and in the bundle that they belong together; does nothing for run state
  /// that lies in the bundle.
  static func join(_ layout: BundleLayout) throws(StorageError) {
    guard layout.isApart else { return }
    for folder in [layout.state, layout.inner] { try FileSystem.makeDirectories(folder) }
    let (there, here) = (
      try StateReference.read(layout.bundleReference),
      try StateReference.read(layout.stateReference)
    )
    var generator = SystemRandomNumberGenerator()
    let id = there?.id ?? here?.id ?? RunID(using: &generator)
    let reference = StateReference(id: id, bundle: layout)
    // The folder comes first: it is then of this bundle, which may be continued by naming it.
    if there != reference { try JSONFile.write(reference, to: layout.bundleReference) }
    if here != reference { try JSONFile.write(reference, to: layout.stateReference) }
  }

  /// A bundle without the document: new, made with its run state inside, or one whose `.clipmill` was removed.
  private static func joined(_ inside: BundleLayout, _ given: String) throws -> BundleLayout {
    let layout = BundleLayout(inside.root, state: given)
    try requireOutside(layout)
    guard try inside.journals().isEmpty else {
      throw RunFailure(
        .cannotMake,
        "the run state of \(inside.root) lies in \(inside.inner), not in \(layout.state)"
          + " (give no --state)")
    }
    try requireOwnOrEmpty(layout)
    try requireBundle(layout)
    return layout
  }

  /// Run state without its bundle is what is left of one that was removed, or that is not mounted.
  private static func requireBundle(_ layout: BundleLayout) throws {
    let isGone = try FileSystem.namesIfThere(in: layout.root).isEmpty
    if isGone, try !layout.journals().isEmpty {
      throw RunFailure(
        .cannotMake,
        "\(layout.state) holds the run state of \(layout.root), which is not there (bring it back, or"
          + " remove \(layout.state) and export again)")
    }
  }

  private static func requireOutside(_ layout: BundleLayout) throws(RunFailure) {
    let (bundle, state) = (FileSystem.resolved(layout.root), FileSystem.resolved(layout.state))
    guard bundle != state, !state.hasPrefix(bundle + "/"), !bundle.hasPrefix(state + "/") else {
      throw RunFailure(
        .usage,
        "--state \(layout.state) and the bundle \(layout.root) lie in each other (name a folder"
          + " outside the bundle)")
    }
  }

  /// A folder for run state is this bundle's own, or empty, or made.
  private static func requireOwnOrEmpty(_ layout: BundleLayout) throws {
    if let back = try StateReference.read(layout.bundleReference) {
      guard back.bundle == layout.root else { throw foreign(back, layout) }
      return
    }
    // A run that was killed before it wrote its document may have left unfinished files.
    guard try FileSystem.namesIfThere(in: layout.state).allSatisfy(OutputFile.isUnfinished) else {
      throw RunFailure(
        .cannotMake,
        "\(layout.state) is not empty and holds no run state (name a folder for \(layout.root)"
          + " alone)")
    }
  }

  /// Two bundles that share run state would each take the other's commits for their own.
  private static func requireOriginal(
    _ reference: StateReference, _ layout: BundleLayout
  ) throws {
    let recorded = BundleLayout(reference.bundle)
    guard recorded.root != layout.root, !FileSystem.isSameFile(recorded.root, layout.root),
      try StateReference.read(recorded.stateReference)?.id == reference.id
    else { return }
    throw RunFailure(
      .cannotMake,
      "\(layout.root) is a copy of \(recorded.root), and the run state in \(layout.state) is that"
        + " bundle's (work on that one, or remove \(layout.stateReference))")
  }

  private static func foreign(_ back: StateReference, _ layout: BundleLayout) -> RunFailure {
    RunFailure(
      .cannotMake,
      "\(layout.state) holds the run state of another bundle, \(back.bundle), not of \(layout.root)"
        + " (name the folder that belongs to it)")
  }

  private static func missing(
    _ reference: StateReference, _ layout: BundleLayout, isGiven: Bool
  ) -> RunFailure {
    let place = isGiven ? "\(layout.state) holds no run state; that" : "the run state"
    return RunFailure(
      .notThere,
      "\(place) of \(layout.root) lies in \(reference.state)"
        + (isGiven ? "" : ", which is not there")
        + " (mount it; where it was moved, --state DIR names its new place; where it is lost, remove"
        + " \(layout.stateReference))")
  }
}
