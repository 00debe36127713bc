import Foundation
import TestSupport
import Testing

/// A cause, and how the executable ends by it: with which code, and in which words.
struct Ending: CustomTestStringConvertible, Sendable {
  let code: Int32
  let arguments: [String]
  /// The line on standard error, without the name before it; `…` stands for anything, and an empty text for silence.
  let line: String

  /// `@` stands for the lab's folder, `@new` for an unused path in it.
  init(_ code: Int32, _ arguments: String, _ line: String) {
    self.init(code, arguments.split(separator: " ").map(String.init), line)
  }

  init(_ code: Int32, _ arguments: [String], _ line: String) {
    self.code = code
    self.arguments = arguments
    self.line = line
  }

  var testDescription: String { "\(code): \(arguments.joined(separator: " "))" }

  /// Runs it and compares code, words and silence; nothing is left at the new place.
  func expect(in lab: Lab) throws {
    let own = "@new-\(UUID().uuidString)"
    let filled = { (text: String) in
      lab.text(text.replacingOccurrences(of: "@new", with: own))
    }
    let result = try Program.run(arguments.map(filled), in: lab.scratch.path)
    #expect(result.code == code, "\(result.errors)")
    #expect(result.leftovers == [])
    expectLine(result, filled(line))
    #expect(!FileManager.default.fileExists(atPath: lab.text(own)))
  }
}

/// Expects this one line on standard error after the program's name, or nothing; `…` stands for anything.
///
/// With `warned`, lines before it are ignored.
func expectLine(
  _ result: ProcessResult, _ line: String, warned: Bool = false,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard !line.isEmpty else {
    #expect(result.errors == "", sourceLocation: sourceLocation)
    return
  }
  var rest = result.errors[...]
  if warned, let last = rest.dropLast().lastIndex(of: "\n") { rest = rest[last...].dropFirst() }
  var holds = rest.split(separator: "\n").count == 1 && rest.last == "\n"
  let parts = ("clipmill: " + line + "\n").components(separatedBy: "…")
  for (number, part) in parts.enumerated() {
    guard let place = rest.range(of: part), number > 0 || place.lowerBound == rest.startIndex
    else {
      holds = false
      break
    }
    rest = rest[place.upperBound...]
  }
  if !rest.isEmpty { holds = false }
  #expect(holds, "\(result.errors)is not: \(line)", sourceLocation: sourceLocation)
}
