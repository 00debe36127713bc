import ArgumentParser
import Bundle
import RunState

/// The folder of a bundle's run state, for every command that takes a bundle and needs it.
struct StateFlag: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder of the run state, outside the bundle (later commands find it by themselves).",
      valueName: "folder"), completion: .directory)
  var state: String?

  func validate() throws {
    if let state, state.isEmpty {
      throw ValidationError("the folder of --state is empty (an unset variable of the shell?)")
    }
  }

  /// The bundle with its run state, which must belong together.
  func layout(of bundle: String) throws(RunFailure) -> BundleLayout {
    try StateFolder.layout(of: bundle, given: state)
  }
}
