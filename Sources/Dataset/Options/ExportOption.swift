/// One option of an export with everything that the program knows of it; `all` is the table.
///
/// Command line, configuration files, the record in `metadata.json` and in the run state, a resume's comparison with
/// it, messages and Options.md use the table.
package struct ExportOption: Sendable {
  /// The effect on a resume of an option that is given again.
  package enum OnResume: Sendable {
    /// It decides clips or rows: another value than the one on record is refused.
    case fixed
    case replaces
    /// It has no effect: the plan and the clips stay.
    case ignored
  }

  /// A value that the option does not accept, in words.
  package struct Refusal: Error, CustomStringConvertible {
    package let description: String
  }

  /// The key on record.
  struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// The flag as typed, with its dashes.
  package let flag: String
  /// The key in `metadata.json` and in the run state.
  package let key: String
  package let onResume: OnResume
  /// The name of the flag's value; nil for a flag without one.
  package let valueName: String?
  package let choices: [String]
  /// The default in words; nil for none.
  package let standard: String?
  package let bounds: ClosedRange<Double>?
  private let unit: String?
  /// The word for no value.
  private let none: String?
  private let form: String?
  private let about: String

  /// Sets a value; false if the texts hold none.
  private let parse: @Sendable ([String], inout ExportOptions) -> Bool
  let words: @Sendable (ExportOptions) -> String?
  /// Adds the given value to the recorded one.
  let add: @Sendable (_ given: ExportOptions, inout ExportOptions) -> Void
  /// The flag with both values if one was given and differs.
  let difference: @Sendable (_ given: ExportOptions, _ recorded: ExportOptions) -> String?
  let encode: @Sendable (ExportOptions, inout KeyedEncodingContainer<Key>) throws -> Void
  let decode: @Sendable (inout ExportOptions, KeyedDecodingContainer<Key>) throws -> Void

  /// `sets` is the value of a flag that takes none; `takes` is the form of its values in words.
  init<Value: OptionValue>(
    _ name: String, _ path: any WritableKeyPath<ExportOptions, Value> & Sendable,
    _ onResume: OnResume, sets: Value? = nil, value: String? = nil,
    in bounds: ClosedRange<Double>? = nil, unit: String? = nil, none: String? = nil,
    takes form: String? = nil, _ about: String,
    adding: @escaping @Sendable (_ given: Value, _ recorded: Value) -> Value = { given, _ in given
    },
    difference: (@Sendable (_ given: Value, _ recorded: Value) -> String)? = nil
  ) {
    let (flag, standard) = ("--\(name)", ExportOptions()[keyPath: path])
    let words = name.split(separator: "-").drop { sets != nil && $0 == "no" }
    let key = Key(stringValue: words.joined(separator: "_"))
    (self.flag, self.key, self.onResume, valueName) = (flag, key.stringValue, onResume, value)
    (self.bounds, self.unit, self.none, self.form) = (bounds, unit, none, form)
    (self.about, choices) = (about, Value.choices)
    self.standard = sets == nil ? standard.words ?? (none == "none" ? nil : none) : nil
    parse = { texts, options in
      guard let value = texts.isEmpty ? sets : Value.read(texts) else { return false }
      options[keyPath: path] = value
      return true
    }
    self.words = { $0[keyPath: path].words }
    add = { $1[keyPath: path] = adding($0[keyPath: path], $1[keyPath: path]) }
    self.difference = { given, recorded in
      let (given, recorded) = (given[keyPath: path], recorded[keyPath: path])
      guard let words = given.words, given != recorded else { return nil }
      if let difference { return "\(flag) \(difference(given, recorded))" }
      return sets == nil
        ? "\(flag) \(words), recorded \(recorded.words ?? none ?? "none")"
        : "\(flag) true, recorded false"
    }
    encode = { try $1.encode($0[keyPath: path], forKey: key) }
    decode = {
      // In a record from before the option existed, it has its default.
      if $1.contains(key) { $0[keyPath: path] = try $1.decode(Value.self, forKey: key) }
    }
  }

  /// The use of the option, its choices and its default, in a sentence.
  package var help: String {
    let notes =
      (choices.isEmpty ? [] : [choices.joined(separator: ", ")])
      + (standard.map { ["default: \($0)"] } ?? [])
    return notes.isEmpty ? about : "\(about.dropLast()) (\(notes.joined(separator: "; ")))."
  }

  /// The range of its values with their unit, or their form; nil if there is no limit.
  package var takes: String? {
    if let form { return form }
    guard let bounds else { return nil }
    let end = bounds.upperBound.isFinite ? "to \(Int(bounds.upperBound))" : "or more"
    return "\(Int(bounds.lowerBound)) \(end)" + (unit.map { " \($0)" } ?? "")
      + (none.map { ", or \($0)" } ?? "")
  }

  /// Sets the texts of a flag: one, several if it repeats, or none.
  func read(_ texts: [String], into options: inout ExportOptions) throws(Refusal) {
    if let none, texts == [none] { return }
    let isEmptyName = form != nil && texts.contains("")
    // Swift reads 0x10 as 16.
    let isHexadecimal = bounds != nil && texts.contains { $0.contains("x") || $0.contains("X") }
    guard !isEmptyName, !isHexadecimal, parse(texts, &options) else {
      throw refusal(of: texts.first { isHexadecimal || !parse([$0], &options) } ?? "")
    }
    guard let bounds, let value = words(options), let takes else { return }
    if Double(value).map(bounds.contains) != true {
      throw Refusal(description: "\(flag) takes \(takes), not \(value)")
    }
  }

  private func refusal(of text: String) -> Refusal {
    if let form {
      let text = text.isEmpty ? "an empty name" : text
      return Refusal(description: "\(flag) takes \(form), not \(text)")
    }
    let words = choices.map { "'\($0)'" }.joined(separator: " and ")
    return Refusal(
      description: "The value '\(text)' is invalid for '\(flag) <\(valueName ?? "")>'"
        + (choices.isEmpty ? "" : ". Please provide one of \(words)."))
  }
}

extension ExportOptions: Codable {
  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: ExportOption.Key.self)
    for option in ExportOption.all { try option.decode(&self, fields) }
  }

  /// An object under the table's keys, in its order.
  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: ExportOption.Key.self)
    for option in ExportOption.all { try option.encode(self, &fields) }
  }
}
