import Dataset
import Testing

@Suite
struct VectorTests {
  @Test
  func `the fixture holds every example`() {
    #expect(Vectors.all.clipFile.count == 18)
    #expect(Vectors.all.split.count == 20)
    #expect(Vectors.all.missingEventId.count == 4)
    #expect(Vectors.all.window.count == 11)
  }

  @Test(arguments: Vectors.all.clipFile)
  func `a clip's file is named as the fixture says`(example: Vectors.ClipFile) {
    let name = ClipName(clipID: example.clipId, label: example.label)
    #expect(name.stem + ".wav" == example.file)
    #expect(name.fanoutDigits == example.fanoutDigits)
    for fanout in 1...4 {
      #expect(
        name.path(fanout: fanout, format: .wav)
          == "audio/\(example.fanoutDigits.prefix(fanout))/\(example.file)")
    }
    #expect(name.path(fanout: 0, format: .wav) == "audio/\(example.file)")
  }

  @Test(arguments: Vectors.all.split)
  func `a session falls where the fixture says`(example: Vectors.SplitExample) {
    #expect(Split.position(of: example.session) == example.value)
    #expect(Split(session: example.session, valRatio: 0.1) == example.split)
    #expect(Split(session: example.session, valRatio: example.value) == .train)
    #expect(Split(session: example.session, valRatio: example.value.nextUp) == .val)
  }

  @Test(arguments: Vectors.all.missingEventId)
  func `the clips of an event without an id are named by its content, not its place`(
    example: Vectors.MissingID
  ) {
    var event = Event(
      ordinal: 1, sessionID: example.sessionId, sourceSet: example.sourceSet,
      audioPath: example.audioPath,
      window: Window(
        onset: example.onsetTime, pre: example.pre, post: example.post,
        durationSeconds: example.durationSeconds))
    #expect(event.clipID == example.clipId)
    event.ordinal = 1_000_000
    #expect(ClipName(event: event, label: "kick").clipID == example.clipId)
    #expect(ClipName(event: event, label: "hi hat").clipID == example.clipId)
    event.eventID = "e"
    #expect(ClipName(event: event, label: "kick").clipID == "e")
  }

  @Test(arguments: Vectors.all.window)
  func `a window has the frames that the fixture says`(example: Vectors.WindowExample) {
    let window = Window(
      onset: example.onsetTime, pre: example.pre, post: example.post,
      durationSeconds: example.durationSeconds)
    #expect(
      window.frames(at: example.sourceRate)
        == FrameWindow(start: example.startFrame, count: example.frames))
  }
}
