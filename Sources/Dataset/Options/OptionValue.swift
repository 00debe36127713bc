/// A possible value of an option.
package protocol OptionValue: Codable, Equatable, Sendable {
  /// Reads the argument of a flag: a text, or several if it repeats; nil for another kind of value.
  static func read(_ texts: [String]) -> Self?
  /// The value in messages; nil if there is none.
  var words: String? { get }
  /// All values, if they are a few words.
  static var choices: [String] { get }
}

extension OptionValue {
  package static var choices: [String] { [] }
}

extension OptionValue where Self: LosslessStringConvertible {
  package static func read(_ texts: [String]) -> Self? { texts.last.flatMap { Self($0) } }
  package var words: String? { description }
}

extension OptionValue where Self: CaseIterable & RawRepresentable<String> {
  package static func read(_ texts: [String]) -> Self? { texts.last.flatMap { Self(rawValue: $0) } }
  package var words: String? { rawValue }
  package static var choices: [String] { allCases.map(\.rawValue) }
}

extension Bool: OptionValue {}
extension Int: OptionValue {}
extension Double: OptionValue {}
extension String: OptionValue {}
extension Text: OptionValue {}
extension SourceOptions.Root: OptionValue {}
extension FieldMapping: OptionValue {}
extension ClipFormat: OptionValue {}
extension ClipLayout: OptionValue {}
extension ResampleEdges: OptionValue {}
extension EventOptions.BadLine: OptionValue {}
extension EventOptions.Sample: OptionValue {}

extension Optional: OptionValue where Wrapped: OptionValue {
  package static func read(_ texts: [String]) -> Self? { Wrapped.read(texts).map(Self.some) }
  package var words: String? { self?.words }
  package static var choices: [String] { Wrapped.choices }
}

extension Array: OptionValue where Element: OptionValue {
  /// Reads an element from each text; nil unless all can be read.
  package static func read(_ texts: [String]) -> Self? {
    let values = texts.compactMap { Element.read([$0]) }
    return values.count == texts.count ? values : nil
  }
  package var words: String? { isEmpty ? nil : compactMap(\.words).joined(separator: ", ") }
}
