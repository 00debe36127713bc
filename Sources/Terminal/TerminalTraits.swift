import Glibc

/// What the terminal of this process can show, by its environment.
package struct TerminalTraits: Hashable, Sendable {
  /// Whether bars may be made of block characters.
  package let hasUTF8: Bool
  /// Whether lines can be drawn again in place.
  package let canRedraw: Bool
  /// Whether colour is wanted: nil where that is left to the kind of the output.
  package let wantsColor: Bool?

  /// Of this process.
  package static let own = TerminalTraits { name in getenv(name).map { String(cString: $0) } }

  /// By what `value` says of each variable.
  package init(_ value: (String) -> String?) {
    func given(_ name: String) -> String? { value(name).flatMap { $0.isEmpty ? nil : $0 } }
    let locale = given("LC_ALL") ?? given("LC_CTYPE") ?? given("LANG") ?? "C"
    hasUTF8 = ["utf-8", "utf8"].contains { locale.lowercased().contains($0) }
    canRedraw = given("TERM").map { $0 != "dumb" } ?? false
    // NO_COLOR counts if it is set and not empty, CLICOLOR_FORCE if it is not 0 besides.
    if given("NO_COLOR") != nil {
      wantsColor = false
    } else if let force = given("CLICOLOR_FORCE"), force != "0" {
      wantsColor = true
    } else {
      wantsColor = nil
    }
  }
}
