import Testing

/// Code that belongs in few files, and the pattern of a second place.
private struct OnePlace: Sendable, CustomTestStringConvertible {
  let thing: String
  /// Names of the files that may hold it.
  let files: Set<String>
  /// True if the pattern is for texts without a space, which are names, and not for the code around.
  var isInNames = false
  let pattern: String
  /// Code that must be found, and code that must not.
  let copy: String
  let other: String

  var testDescription: String { thing }

  func faults(in file: SourceFile) throws -> [String] {
    if files.contains(file.name) { return [] }
    let pattern = try Regex(pattern)
    let lines = isInNames ? file.lines.map(names) : file.code
    return lines.indices.filter { lines[$0].contains(pattern) }.map {
      "\(file.path):\($0 + 1) \(thing) is the business of \(files.sorted().joined(separator: ", "))"
    }
  }

  private func names(in line: String) -> String {
    let texts = TextLiterals.all(in: Array("\(line) ".utf8)).map { $0.joined() }
    return texts.filter { !$0.contains(" ") }.joined(separator: " ")
  }
}

private let places = [
  OnePlace(
    thing: "reading and writing a document of a bundle or its run",
    files: [
      "MetadataDocument.swift", "ComponentsDocument.swift", "OwnerRecord.swift",
      "RunHistory.swift", "PlanFile.swift", "WorkerProof.swift",
    ],
    pattern: #"(read|decode)\((Metadata|Components|OwnerRecord|RunRecord|Plan|RenderJob)\w*\.self"#,
    copy: "let owner = try JSONFile.read(OwnerRecord.self, at: layout.owner)",
    other: "let owner = try OwnerRecord.read(layout)"),
  OnePlace(
    thing: "the escapes of JSON's strings", files: ["JSONForm.swift"],
    pattern: #"== 0x22 \|\| \$?\w+ == 0x5C"#,
    copy: "if byte < 0x20 || byte == 0x22 || byte == 0x5C { output += escape(byte) }",
    other: "JSONSpelling.bundle.append(string: text, to: &bytes)"),
  OnePlace(
    thing: "a clip's path",
    files: [
      "ClipName.swift", "ClipPlace.swift", "ClipKey.swift", "ClipPathBytes.swift",
      "SampleKey.swift",
    ],
    pattern: #"ClipName\(|fanoutDigits\.prefix"#,
    copy: "let path = ClipName(event: event, label: label).path(fanout: 2, format: .wav)",
    other: "let place = ClipPlace(of: event, label: label, options: options, fanout: 2)"),
  OnePlace(
    thing: "the size of a WAV file",
    files: ["ClipFormat.swift", "WAVFile.swift", "WAVHeader.swift", "ClipCheck.swift"],
    pattern: #"\b44 ?[+*-]|[+*-] ?44\b|= 44$|\b(headerBytes|headerSize)\b"#,
    copy: "let size = 44 + 2 * frames",
    other: "let size = ClipFormat.wavBytes(frames: frames + 44_100)"),
  OnePlace(
    thing: "the start of a window", files: ["Window.swift"],
    pattern: #"onset - |pre, 0\)"#,
    copy: "let start = max(window.onset - max(window.pre, 0) / 1000, 0)",
    other: "let start = window.start"),
  OnePlace(
    thing: "checking and writing hexadecimal digits", files: ["Hexadecimal.swift"],
    pattern: #"0x61 ?\.\.\. ?0x66|\b56 - 8"#,
    copy: "digits.allSatisfy { (0x30...0x39 ~= $0) || (0x61...0x66 ~= $0) }",
    other: "hex.isHexadecimal(digits: 64)"),
  OnePlace(
    thing: "the name of a bundle's file",
    // A page has its status at an address of the same name.
    files: ["BundleLayout.swift", "Routes.swift"], isInNames: true,
    pattern:
      #"metadata\.json|(components|coordinator|status|job)\.json|skipped\.jsonl|_labels\.json"#
      + #"|SHA256SUMS|\.clipmill|journal\.|-journal|plan-"#,
    copy: #"let path = "\(root)/metadata.json""#,
    other: #"let words = "see metadata.json there"  // metadata.json"#),
  OnePlace(
    thing: "asking the system for the time", files: ["Clock.swift"],
    pattern: #"clock_gettime|gettimeofday|\btime\(nil\)|gmtime|localtime|\bDate\("#,
    copy: "let now = time(nil)",
    other: "let now = Clock.seconds"),
  OnePlace(
    thing: "leaving with an exit code", files: ["ExitCode.swift", "OwnFault.swift"],
    pattern: #"Glibc\.exit\(|\b_exit\(|^ *exit\("#,
    copy: "Glibc.exit(failure.kind.exitCode)",
    other: "case .exit(let exit): leave(exit)"),
  OnePlace(
    thing: "the number of an exit code", files: ["ExitCode.swift", "ProcessEnd.swift"],
    pattern: #"(return|code:|[cC]ode =|[cC]ode ==) (6[4-9]|7[0-8])\b"#,
    copy: "return 75",
    other: "return 750"),
]

@Test(arguments: places)
private func `code that belongs in one file is in no other`(place: OnePlace) throws {
  let sources = try Project.sources()
  #expect(place.files.isSubset(of: sources.map(\.name)))
  expectNone(try sources.flatMap(place.faults))
}

@Test(arguments: places)
private func `a second place is found`(place: OnePlace) throws {
  let wrong = SourceFile(path: "Sources/A/A.swift", text: "\n" + place.copy)
  let right = SourceFile(path: "Sources/A/A.swift", text: place.other)
  #expect(try place.faults(in: wrong).count == 1)
  #expect(
    try place.faults(in: wrong).first?.hasPrefix("Sources/A/A.swift:2 \(place.thing)") == true)
  #expect(try place.faults(in: right) == [])
}
