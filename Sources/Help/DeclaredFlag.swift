package import ArgumentParser

/// A flag that a command declares, read from its properties, so that no list of names can become stale.
package struct DeclaredFlag {
  /// Without dashes.
  package let name: String
  package let takesValue: Bool
  package let isRepeating: Bool

  /// The flags of a command or a group, including those of its groups.
  package static func all(of arguments: any ParsableArguments.Type) -> [DeclaredFlag] {
    Mirror(reflecting: arguments.init()).children.flatMap { child in
      guard let property = child.value as? any FlagProperty else { return [DeclaredFlag]() }
      return type(of: property).flags(named: name(of: child.label ?? ""))
    }
  }

  /// The names of the arguments that are given without a flag, in their order.
  package static func arguments(of arguments: any ParsableArguments.Type) -> [String] {
    Mirror(reflecting: arguments.init()).children.flatMap { child in
      guard let property = child.value as? any WordProperty else { return [String]() }
      return type(of: property).words(named: name(of: child.label ?? ""))
    }
  }

  /// The flag of a property: `--no-hf` of `noHf`, which its wrapper keeps as `_noHf`.
  package static func name(of property: String) -> String {
    property.drop { $0 == "_" }.map { $0.isUppercase ? "-\($0.lowercased())" : "\($0)" }.joined()
  }
}

private protocol FlagProperty {
  static func flags(named name: String) -> [DeclaredFlag]
}

extension Option: FlagProperty {
  fileprivate static func flags(named name: String) -> [DeclaredFlag] {
    let isRepeating = Value.self is any RandomAccessCollection.Type
    return [DeclaredFlag(name: name, takesValue: true, isRepeating: isRepeating)]
  }
}

extension Flag: FlagProperty {
  fileprivate static func flags(named name: String) -> [DeclaredFlag] {
    [DeclaredFlag(name: name, takesValue: false, isRepeating: false)]
  }
}

extension OptionGroup: FlagProperty {
  fileprivate static func flags(named name: String) -> [DeclaredFlag] {
    DeclaredFlag.all(of: Value.self)
  }
}

private protocol WordProperty {
  static func words(named name: String) -> [String]
}

extension Argument: WordProperty {
  fileprivate static func words(named name: String) -> [String] { [name] }
}

extension OptionGroup: WordProperty {
  fileprivate static func words(named name: String) -> [String] {
    DeclaredFlag.arguments(of: Value.self)
  }
}
