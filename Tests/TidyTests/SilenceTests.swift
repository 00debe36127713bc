import Testing

/// A `try?`: an error that is not reported.
private struct Silence: Sendable {
  /// A part of the line's code, without the insides of its texts.
  let code: String
  var lines = 1
  /// The reason why it misleads nobody.
  let reason: String

  init(_ code: String, _ reason: String, lines: Int = 1) {
    self.code = code
    self.reason = reason
    self.lines = lines
  }
}

/// Every `try?` of the sources, by file: an error that is not reported must not make a check pass.
private let silences: [String: [Silence]] = [
  // MARK: What is not a message, row or document is told by the caller
  "Web/Content/LiveRun.swift": [
    Silence(
      "let owner = try? OwnerRecord.onRecord(", "the figures of the files are told without an owner"
    )
  ],
  "Bundle/Checking/SplitRows.swift": [
    Silence("try? parser.parse(entry.text)", "the check names a row that cannot be read")
  ],
  "Bundle/Checking/BundleCheck+Documents.swift": [
    Silence(
      "try? FileSystem.names(in: folder)", "a folder that cannot be listed is named with its files"),
    Silence(
      "try? FileSystem.contentDigest(of: paths",
      "the digests are then those of no bundle, which is named"),
  ],
  "Bundle/Documents/UnitNames.swift": [
    Silence("try? JSONFile.decode(UnitNames.self", "names that cannot be read are a damaged error")
  ],
  "Export/Repairing/ShardLook+Units.swift": [
    Silence("try? FileSystem.contentDigest(", "a tar that cannot be read is rendered again")
  ],
  "Bundle/Checking/OriginRows.swift": [
    Silence("try? parser.parse(content)", "the row counts as bad, which the check names")
  ],
  "Bundle/Checking/ClipBatch.swift": [
    Silence("let queue = try? WorkQueue()", "the threads that are there read all clips")
  ],
  "Comparing/CompareBundle.swift": [
    Silence("try? parser.parse(text", "a row that cannot be read is a damaged error")
  ],
  "Bundle/Documents/PlanFile.swift": [
    Silence(
      "try? JSONFile.decode(PlanShard.self", "a row that cannot be read is a damaged error"),
    Silence("try? parser.decode(PlanShard.self", "a row that cannot be read is a damaged error"),
    Silence(
      "try? JSONFile.decode(PlanSummary.self", "a summary that cannot be read is a damaged error"),
  ],
  "Packing/Source/UnitClips.swift": [
    Silence("try? parser.parse(line)", "a row that cannot be read is a damaged error")
  ],
  "Packing/Source/UnitSearch.swift": [
    Silence("try? parser.parse(line", "a row that cannot be read is a damaged error")
  ],
  "Bundle/Rows/ReportReader.swift": [
    Silence("try? self.row(", "a row that cannot be read is a damaged error"),
    Silence(
      "unit = (try? parser.parse(", "what does not tell of a tar is read as a row, a damaged error"),
  ],
  "Bundle/Rows/SkippedRow.swift": [
    Silence("row = try? Self.row(", "readers name a line whose row is nil"),
    Silence("try? parser.parse(line", "a line that cannot be read is a damaged error"),
  ],
  "Cluster/Coordinator/MessageCodec.swift": [
    Silence("try? parser.decode(FromWorker.self", "it is dropped and counted"),
    Silence("try? parser.decode(FromCoordinator.self", "it is dropped and counted"),
    Silence("(try? message.validate(limits)) != nil", "it is dropped and counted", lines: 2),
  ],
  "Cluster/Coordinator/StatusReply.swift": [
    Silence("try? JSONFile.decode(Header.self", "no status comes of it, and the files are read")
  ],
  "Cluster/Renderer/RendererMain.swift": [
    Silence("try? ProgressPage(inherited:", "the renderer complains and ends"),
    Silence("try? JSONFile.decode(RendererOrder.self", "the renderer complains and ends"),
  ],
  "Cluster/Renderer/RendererProtocol.swift": [
    Silence("try? JSONFile.decode(RendererAnswer.self", "the worker tells what it was instead")
  ],
  "Doctor/MachineLimits.swift": [
    Silence(
      "try? FileSystem.read(path, limit: 1 << 14",
      "without a control group the machine's own limits are told"
    )
  ],
  "Doctor/MountTable.swift": [
    Silence("try? FileSystem.read(", "the check says that it could not be made")
  ],
  "Doctor/RunChecks.swift": [
    Silence("try? Endpoint(parsing:", "what is not an address is asked, and the answer is told")
  ],
  "RunState/History/RunHistory.swift": [
    Silence(
      "case .started(let invocation)? = try? JSONFile",
      "taking the journal in refuses a record that cannot be read"),
    Silence("case .version(let number)? = try? JSONFile", "a journal without a version is refused"),
    Silence("try? parser.decode(RunRecord.self", "a record that cannot be read is a damaged error"),
  ],
  "Export/Status/PublishedStatus.swift": [
    Silence("try? MetadataDocument(json: json)", "no status comes of it, which is told")
  ],
  "Export/Status/StatusDocument.swift": [
    Silence("try? JSONFile.decode(Self.self", "no status comes of it, and other files are read"),
    Silence("(try? parser.parse(json)", "figures that cannot be read are refused"),
  ],
  "Import/Mapping/EventWriter.swift": [
    Silence("try? parser.parse(json)", "a cell that is not a list is a text")
  ],
  "Integrity/IntegrityConfig.swift": [
    Silence("let name = try? value.string(", "a data set without a name is refused two lines on")
  ],
  "JSON/JSONDecoding.swift": [
    Silence(
      "? try? body(", "only where a reader asks for it: a field of another type is absent to it")
  ],
  "Manifest/FieldLack.swift": [
    Silence("try? parser.parse(content", "a malformed line has no field, and is told elsewhere")
  ],
  "Messaging/ZAPWorker.swift": [
    Silence("let ready = try? poller.wait(", "nobody is admitted any more, which is noticed"),
    Silence("(try? answerAll()) != nil", "nobody is admitted any more, which is noticed"),
    Silence("try? CurvePublicKey(bytes:", "what is not a key is refused"),
  ],
  "Survey/Clips/ShownRows.swift": [
    Silence("(try? parser.parse(text)", "the row was read before, and only names an example")
  ],
  "Survey/Inspection/Inspector.swift": [
    Silence("try? parser.parse(content", "the event's own parser has just read the same bytes")
  ],

  // MARK: What cannot be looked at counts as not there, or not as it was, and that is the careful answer
  "Bundle/BundleLayout.swift": [
    Silence(
      "(try? FileSystem.names(in: audio)) ?? []",
      "too few names have the merge look at each clip by itself"),
    Silence(
      "(try? FileSystem.names(in: root)) == ", "a folder that cannot be listed is not taken over"),
  ],
  "Comparing/CompareAudio.swift": [
    Silence(
      "let one = try? left.read(", "the samples are compared, which names a failure"),
    Silence(
      "let two = try? right.read(", "the samples are compared, which names a failure"),
  ],
  "Bundle/Rows/PublishedClips.swift": [
    Silence("(try? parser.parse(line)", "a line that cannot be read is a damaged error"),
    Silence(
      "let content = try? FileSystem.read(", "the clip counts as lost, and is rendered again"),
  ],
  "Rendering/ClipPublisher.swift": [
    Silence("try? staging.remove(unfinished)", "the error before it is thrown; litter is removed"),
    Silence(
      "let found = try? FileSystem.read(path",
      "the clip's own bytes take the name in one step, whatever was there"),
  ],
  "Cluster/Coordinator/CompletionWatch.swift": [
    Silence("(try? MetadataDocument.read(", "the worker waits on, and never leaves as complete"),
    Silence(
      "let history = try? RunHistory.read(", "the worker waits on, and never leaves as complete"),
  ],
  "Cluster/Coordinator/CoordinatorPlace.swift": [
    Silence("return try? StateFolder.layout(", "the worker looks again, while it has patience"),
    Silence(
      ".flatMap { try? Endpoint(parsing: $0) }", "the worker looks again, while it has patience"),
    Silence("try? OwnerRecord.read(layout)", "the worker looks again, while it has patience"),
  ],
  "Cluster/Coordinator/ListenSettings+Keys.swift": [
    Silence("(try? Endpoint(parsing: bind))", "an address that cannot be read is not private")
  ],
  "Cluster/Coordinator/Listener.swift": [
    Silence("(try? Self.reachable(bound", "the address is told as it was bound")
  ],
  "Cluster/Coordinator/StatusReader.swift": [
    Silence("let address = try? Endpoint(parsing: text)", "the files are read instead of asking")
  ],
  "Export/Run/Run+Untouched.swift": [
    Silence("let bytes = try? FileSystem.read(", "the resume then looks at everything by itself"),
    Silence("(try? FileSystem.sha256(", "the resume then looks at everything by itself"),
  ],
  "Export/Repairing/ShardLook.swift": [
    Silence("(try? FileSystem.read(path", "the clip counts as changed, and is rendered again")
  ],
  "Export/Status/StatusFiles.swift": [
    Silence(
      "(try? PublishedMetadata.read(", "reading the same file for its figures tells the error"),
    Silence(
      "let bytes = try? FileSystem.read(layout.status",
      "the journal is read instead, which tells an error"),
  ],
  "Files/FileSystem.swift": [
    Silence(
      "(try? FileStatus(of: RawPath(one)), try? FileStatus(of: RawPath(other)))",
      "the paths are compared instead, and an input that cannot be looked at cannot be read"),
    Silence("if (try? names(in:", "the next folder above is looked at"),
  ],
  "Files/Host.swift": [
    Silence(
      "(try? FileSystem.read(", "without the boot an owner's process is not judged",
      lines: 2),
    Silence("(try? FileStatus(of:", "without the namespace an owner's process is not judged"),
  ],
  "Files/NameRules.swift": [
    Silence(
      "(try? FileSystem.names(in: folder)) ?? []",
      "what cannot be found out is no limit here: an export tries names before it renders")
  ],
  "Integrity/RootState.swift": [
    Silence("let own = try? FileStatus(", "the root is of no use either way; the words differ"),
    Silence("let above = try? FileStatus(", "the root is of no use either way; the words differ"),
  ],
  "Integrity/TreeWalk.swift": [
    Silence("(try? FileStatus(of: whole", "the file is told as unreadable")
  ],
  "Messaging/PrivateDirectory.swift": [
    Silence("(try? check(", "a folder that may not be ours is not removed")
  ],
  "Rendering/ShardRenderer.swift": [
    Silence(
      "try? FileStatus(of: RawPath($0))", "the recording counts as changed while it was read"),
    Silence("let bytes = try? FileSystem.read(path", "the clip is rendered again"),
    Silence("(try? FileSystem.names(in: root)", "the root counts as unreadable, which it is"),
  ],

  // MARK: An error before it is thrown, with a better word where there is one
  "RunState/Place/BundlePlace.swift": [
    Silence("try? giveBack()", "the error that has it given back is thrown")
  ],
  "Files/Descriptor.swift": [
    Silence("let found = try? FileStatus(", "the error of opening is thrown")
  ],
  "Files/Folder.swift": [
    Silence("let found = try? FileStatus(", "the error of opening is thrown", lines: 2),
    Silence("(try? removeFile(name)) == true", "the error of removing is thrown"),
  ],
  "clipmill/Clipmill.swift": [
    Silence("(try? respelled(typed)) ?? typed", "the parser's own error is told, as it was typed")
  ],
  "clipmill/Commands/HealthCommand.swift": [
    Silence(
      "let recorded = try? RecordedRun(", "the report says that contents are not on record"),
    Silence(
      "(try? recorded?.recordingContents())", "the report says that contents are not on record"),
  ],
  "clipmill/Commands/MetricsCommand.swift": [
    Silence("let lack = try? FieldLack(in: path)", "a failure is thrown that says less")
  ],

  // MARK: What nothing depends on
  "Cluster/Renderer/Renderer.swift": [
    Silence(
      "(try? FileSystem.read(", "each beat looks again, and a process that is gone holds nothing")
  ],
  "Cluster/Worker/WorkerLog.swift": [
    Silence("let end = try? FileSystem.read(", "the log stays long, and is looked at again")
  ],
  "Cluster/Worker/WorkerLoop.swift": [
    Silence("try? Folder(folder, beneath:", "a report that nobody wants is litter")
  ],
  "RunState/Place/Ownership.swift": [
    Silence("try? state.record.write(", "others see a beat that stands still, and wait for it")
  ],
  "Export/Run/Run.swift": [
    Silence("try? journal?.add(", "the failure is told; the record then says killed")
  ],
  "Export/Status/StatusBoard.swift": [
    Silence(
      "try? FileSystem.replace(path, with: text)",
      "older figures stay, with their age; the journal tells the rest", lines: 2)
  ],
  "Files/TemporaryFolder.swift": [
    Silence("defer { try? FileSystem.removeTree(path) }", "it is litter in the system's folder")
  ],
  "Files/Threads/MadeAhead.swift": [
    Silence("let ahead = try? MadeAhead(make)", "the calling thread makes the values")
  ],
  "Survey/Health/HealthCheck.swift": [
    Silence("try? MadeAhead {", "the contents are read after the clips")
  ],
  "Files/Threads/WorkThread.swift": [
    Silence("let thread = try? launch(work)", "the threads that there are do the work")
  ],
  "Messaging/ConnectionMonitor.swift": [
    Silence("let event = try? next()", "the socket is closed either way"),
    Silence("(try? poller.wait(", "the socket is closed either way"),
  ],
  "Pages/PageClips.swift": [
    Silence("let opened = try? shown.row.file.withPath(", "the bundle's check has named the clip"),
    Silence("isShort ? try? Recording(", "the bundle's check has named the clip"),
    Silence("let mono = try? recording.mono(", "the bundle's check has named the clip"),
  ],
  "Planning/Planner.swift": [
    Silence("try? LinesAhead(", "the planner parses every line by itself")
  ],
  "Planning/RootAdvice.swift": [
    Silence("(try? FileSystem.names(in: root)) ?? []", "it is advice, and the finding stands")
  ],
]

/// The faults of a file's errors that are not reported.
private func faults(in file: SourceFile, _ reasons: [Silence]) -> [String] {
  var found = [Int](repeating: 0, count: reasons.count)
  var faults: [String] = []
  for (number, line) in file.code.enumerated() {
    let count = line.matches(of: /\btry\?/).count
    if count == 0 { continue }
    let fitting = reasons.indices.filter { line.contains(reasons[$0].code) }
    for index in fitting { found[index] += 1 }
    let excused = fitting.reduce(0) { $0 + reasons[$1].code.matches(of: /\btry\?/).count }
    if excused != count {
      faults.append("\(file.path):\(number + 1) an error is not told, and no reason is listed")
    }
  }
  for (reason, count) in zip(reasons, found) where count != reason.lines {
    faults.append("\(file.path): \(reason.code) is listed for \(reason.lines), found in \(count)")
  }
  return faults
}

@Test
func `every error that is not reported has a listed reason why it misleads nobody`() throws {
  let files = try Project.sources()
  for file in files {
    expectNone(faults(in: file, silences[String(file.path.dropFirst("Sources/".count))] ?? []))
  }
  let paths = Set(files.map(\.path))
  expectNone(
    silences.keys.sorted().filter { !paths.contains("Sources/\($0)") }
      .map { "\($0) is listed, and there is no such file" })
}

@Test
func `an error that is not reported is found, and so is a reason without its error`() {
  let text = """
    let a = try? read(one)
    let b = (try? read(two), try? read(two))
    // try? not here
    let c = "try? nor here"
    func next() -> Entry? { try next() }
    """
  let file = SourceFile(path: "Sources/A/A.swift", text: text)
  let first = Silence("try? read(one)", "")
  let pair = Silence("try? read(two), try? read(two)", "")
  #expect(faults(in: file, [first, pair]) == [])
  #expect(
    faults(in: file, [pair])
      == ["Sources/A/A.swift:1 an error is not told, and no reason is listed"])
  #expect(
    faults(in: file, [first, Silence("(try? read(two)", "")])
      == ["Sources/A/A.swift:2 an error is not told, and no reason is listed"])
  #expect(
    faults(in: file, [first, pair, Silence("try? gone()", "")])
      == ["Sources/A/A.swift: try? gone() is listed for 1, found in 0"])
}
