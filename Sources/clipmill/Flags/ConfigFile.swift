import ArgumentParser
import Cluster
import Dataset
import Files
import Help
import JSON
import RunState

/// `--config FILE`: a JSON object of flags, for those that the command line does not have.
///
/// Keys are the flags' names, with `-` or `_`. A flag without a value takes true or false, one that may be repeated
/// an array or a single value, `audio-root-map` also an object of source and path. A flag on the command line
/// replaces everything in the file about it. Paths are as for the flags: relative to the working directory, so that a
/// profile can be used anywhere.
enum ConfigFile {
  /// The arguments with those of the file put before them; unchanged if no file is named.
  static func expanded(
    _ arguments: [String], among commands: [any ParsableCommand.Type]
  ) throws(RunFailure) -> [String] {
    guard let name = arguments.first,
      let command = commands.first(where: { $0.configuration.commandName == name }),
      // Its configuration is one of data sets, not of flags.
      command != IntegrityCommand.self,
      let path = path(in: arguments)
    else { return arguments }
    let flags = DeclaredFlag.all(of: command)
    guard flags.contains(where: { $0.name == "config" }) else { return arguments }
    let bytes: [UInt8]
    do throws(StorageError) {
      bytes = try FileSystem.read(FileSystem.absolute(path), limit: 1 << 20)
    } catch {
      throw RunFailure(input: error)
    }
    let given = Set(arguments.prefix { $0 != "--" }.compactMap(flagName))
    let extra = try Reading(path: path, flags: flags, given: given).arguments(bytes)
    return [name] + extra + arguments.dropFirst()
  }

  private static func path(in arguments: [String]) -> String? {
    let flags = Array(arguments.prefix { $0 != "--" })
    for (position, argument) in flags.enumerated() {
      if argument.hasPrefix("--config=") { return String(argument.dropFirst(9)) }
      if argument == "--config", position + 1 < flags.count { return flags[position + 1] }
    }
    return nil
  }

  private static func flagName(_ argument: String) -> String? {
    guard argument.hasPrefix("--") else { return nil }
    return String(argument.dropFirst(2).prefix { $0 != "=" })
  }
}

/// One configuration being turned into arguments.
private struct Reading {
  let path: String
  let flags: [DeclaredFlag]
  /// Flags on the command line, which take precedence.
  let given: Set<String>

  func arguments(_ bytes: [UInt8]) throws(RunFailure) -> [String] {
    var parser = JSONParser()
    do {
      return try parser.parse(bytes.isEmpty ? [0x20] : bytes) { root in
        guard root.isObject else { throw bad("it is not a JSON object of flags") }
        return try arguments(of: root)
      }
    } catch let failure as RunFailure {
      throw failure
    } catch {
      throw bad("\(error)")
    }
  }

  private func arguments(of root: JSONValue) throws(RunFailure) -> [String] {
    var arguments: [String] = []
    var seen: Set<String> = []
    for field in root.fields {
      let key = String(decoding: field.key, as: UTF8.self)
      let flag = try flag(named: key)
      guard seen.insert(flag.name).inserted else { throw bad("it names \(flag.name) twice") }
      if given.contains(flag.name) || field.value.isNull { continue }
      arguments += try values(field.value, of: flag)
    }
    return arguments
  }

  private func flag(named key: String) throws(RunFailure) -> DeclaredFlag {
    let name = String(key.map { $0 == "_" ? "-" : $0 })
    if let flag = flags.first(where: { $0.name == name }), name != "config", name != "help" {
      return flag
    }
    let names = flags.map { Text($0.name) }.filter { $0 != "config" && $0 != "help" }
    let hint = Text(name).nearest(among: names).map { " (did you mean \($0)?)" } ?? ""
    throw bad("no flag is called \(key)\(hint)")
  }

  private func values(_ value: JSONValue, of flag: DeclaredFlag) throws(RunFailure) -> [String] {
    guard flag.takesValue else {
      guard let isOn = value.bool else { throw bad("\(flag.name) takes true or false") }
      return isOn ? ["--\(flag.name)"] : []
    }
    var arguments: [String] = []
    if value.isArray, flag.isRepeating {
      for element in value.elements { arguments.append(try argument(element, of: flag)) }
    } else if value.isObject, "--\(flag.name)" == ExportOption.audioRootMap.flag {
      for field in value.fields {
        let source = String(decoding: field.key, as: UTF8.self)
        let roots = field.value.isArray ? Array(field.value.elements) : [field.value]
        for root in roots {
          arguments.append(try argument(root, of: flag, after: "\(source)="))
        }
      }
    } else {
      arguments.append(try argument(value, of: flag))
    }
    return arguments
  }

  private func argument(
    _ value: JSONValue, of flag: DeclaredFlag, after prefix: String = ""
  ) throws(RunFailure) -> String {
    guard let text = value.string ?? value.int.map(String.init) ?? value.double?.description else {
      throw bad(
        "\(flag.name) takes a text or a number\(flag.isRepeating ? ", or an array of them" : "")")
    }
    return "--\(flag.name)=\(prefix)\(text)"
  }

  private func bad(_ words: String) -> RunFailure {
    RunFailure(.usage, "the configuration \(path) cannot be used: \(words)")
  }
}
