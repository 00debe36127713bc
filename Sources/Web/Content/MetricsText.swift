import Dataset

/// Prometheus's text format, family by family.
struct MetricsText {
  enum Kind: String {
    case counter
    case gauge
  }

  typealias Labels = KeyValuePairs<String, String>

  private(set) var text = ""

  /// Begins a family; its samples follow.
  mutating func family(_ name: String, _ kind: Kind, _ help: String) {
    text += "# HELP \(name) \(Self.escaped(help, quotes: false))\n# TYPE \(name) \(kind.rawValue)\n"
  }

  /// A sample of the family `name`.
  mutating func sample(_ name: String, _ labels: Labels = [:], _ value: Double) {
    let pairs = labels.map { "\($0.key)=\"\(Self.escaped($0.value, quotes: true))\"" }
    let set = pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}"
    text += "\(name)\(set) \(Self.number(value))\n"
  }

  /// A family of one sample, which is omitted if its value is nil.
  mutating func one(
    _ name: String, _ kind: Kind, _ help: String, _ labels: Labels = [:], _ value: Double?
  ) {
    guard let value else { return }
    family(name, kind, help)
    sample(name, labels, value)
  }

  /// The same for a count.
  mutating func one(_ name: String, _ kind: Kind, _ help: String, _ value: Int?) {
    one(name, kind, help, [:], value.map { Double($0) })
  }

  /// A family with a sample for each value of one label, in the given order.
  mutating func each(
    _ name: String, _ kind: Kind, _ help: String, by label: String, _ values: [(String, Double?)]
  ) {
    let known = values.filter { $0.1 != nil }
    if known.isEmpty { return }
    family(name, kind, help)
    for case (let word, let value?) in known { sample(name, [label: word], value) }
  }

  /// Whole numbers have no point.
  private static func number(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? "\(value)"
  }

  /// Names from outside have no line ends and no signs that a reader does not see.
  private static func escaped(_ text: String, quotes: Bool) -> String {
    let safe = text.printable.escaping(["\\": #"\\"#])
    return quotes ? safe.escaping(["\"": #"\""#]) : safe
  }
}
