import Glibc

/// The abilities of this process's terminal, by its environment.
package struct TerminalTraits: Hashable, Sendable {
  /// True if bars may have block characters.
  package let hasUTF8: Bool
  /// True if lines can be redrawn in place.
  package let canRedraw: Bool
  /// True if colour is wanted; nil if that depends on the kind of the output.
  package let wantsColor: Bool?

  /// The traits for this process.
  package static let own = TerminalTraits { name in getenv(name).map { String(cString: $0) } }

  /// The traits for the variables' values from `value`.
  package init(_ value: (String) -> String?) {
    func given(_ name: String) -> String? { value(name).flatMap { $0.isEmpty ? nil : $0 } }
    let locale = given("LC_ALL") ?? given("LC_CTYPE") ?? given("LANG") ?? "C"
    hasUTF8 = ["utf-8", "utf8"].contains { locale.lowercased().contains($0) }
    canRedraw = given("TERM").map { $0 != "dumb" } ?? false
    // NO_COLOR counts if it is set and not empty, CLICOLOR_FORCE only if it is not 0 either.
    if given("NO_COLOR") != nil {
      wantsColor = false
    } else if let force = given("CLICOLOR_FORCE"), force != "0" {
      wantsColor = true
    } else {
      wantsColor = nil
    }
  }
}
