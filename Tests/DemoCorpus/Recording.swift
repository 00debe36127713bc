/// One file of the corpus: its path, its storage, and the music on it.
struct Recording {
  enum Encoding {
    case wav16
    case wav24
    case flac16
  }

  let sourceSet: String
  let sessionID: String
  let drummerID: String
  /// Relative to the folder of its source set.
  let path: String
  /// Hz.
  let rate: Int
  let channels: Int
  let encoding: Encoding
  let mixContext: String
  let isSynthetic: Bool
  /// The number of events relative to the sparsest recording.
  let density: Int

  /// Everything that is recorded.
  ///
  /// The sessions are chosen so that both splits get some: at the
  /// usual ratio of 0.1 one of each source set but the last falls into `val`.
  static let all: [Recording] = studio + grooves + loops + rehearsals

  private static let studio = (1...4).map { song in
    Recording(
      sourceSet: "studio_multitrack", sessionID: "studio_song_0\(song)",
      drummerID: "drummer_\(song % 3 + 1)",
      path: "Artist 0\(song)/Song \(song) (Full)/03 Overheads.wav", rate: 48_000, channels: 2,
      encoding: .wav24, mixContext: "overheads", isSynthetic: false, density: 3)
  }

  private static let grooves = [(1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (2, 2)].map {
    (drummer, session) in
    Recording(
      sourceSet: "groove_sessions", sessionID: "groove_drummer\(drummer)_session\(session)",
      drummerID: "drummer_\(drummer)", path: "drummer\(drummer)/session\(session)/1_rock_beat.wav",
      rate: 44_100, channels: 2, encoding: .wav16, mixContext: "close_mic", isSynthetic: false,
      density: 2)
  }

  private static let loops = (1...6).map { pack in
    Recording(
      sourceSet: "synth_loops", sessionID: "loops_pack_0\(pack)", drummerID: "machine",
      path: "pack_0\(pack)/stems/S00.flac", rate: 44_100, channels: 2, encoding: .flac16,
      mixContext: pack % 3 == 0 ? "full_mix" : "stem", isSynthetic: true, density: 3)
  }

  private static let rehearsals = (1...2).map { day in
    Recording(
      sourceSet: "rehearsal_mono", sessionID: "rehearsal_0\(day)", drummerID: "drummer_4",
      path: "Day \(day)/room.wav", rate: 44_100, channels: 1, encoding: .wav16,
      mixContext: "room", isSynthetic: false, density: 1)
  }
}
