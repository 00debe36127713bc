package import Dataset

/// The names that other tools use for fields of the manifest.
///
/// Names are compared by their letters and digits alone, in lower case: `Start Time` is `starttime`.
package enum KeyNames {
  /// The possible meanings of a key, beyond the fields of the manifest.
  package enum Meaning: Int, CaseIterable, Hashable, Sendable {
    case eventID, sessionID, sourceSet, audioPath, onset, end, length, pre, post, label
    case techniques, drummerID

    private static let names = [
      "event_id", "session_id", "source_set", "audio_path", "onset_time", "end_time", "duration",
      "context_ms.pre", "context_ms.post", "components", "techniques", "drummer_id",
    ]

    /// The name for `--field`; for a field of the manifest, its own name.
    package var name: String { Self.names[rawValue] }

    /// The meaning of this name; nil if there is none.
    package init?(name: String) {
      guard let place = Self.names.firstIndex(of: name) else { return nil }
      self.init(rawValue: place)
    }
  }

  /// The likeliest first.
  private static let table: [(meaning: Meaning, names: String)] = [
    (
      .audioPath,
      "audiopath audiofilepath audiofile audiofilename audio filename filepath file path wavpath"
        + " wavfile wav wavfilename recordingpath recording soundfile sound fname clip"
    ),
    (
      .onset,
      "onsettime onset onsets onsetsec onsetseconds onsetms starttime start starts startsec"
        + " startseconds startms begin begintime beginsec begintimes timestamp time times timesec"
        + " timeseconds timems t position hittime offset offsetsec"
    ),
    (
      .end,
      "endtime end ends endsec endseconds endms stop stoptime tmax endtimes offset"
    ),
    (
      .length,
      "duration dur length durationsec durationms lengthsec"
    ),
    (
      .label,
      "components component label labels class classname classes category categories tag tags"
        + " instrument drum eventlabel soundevent target name annotation transcript text command"
    ),
    (.eventID, "eventid id uid uuid uttid clipid key"),
    (
      .sessionID,
      "sessionid session recordingid song songid track trackid take takeid piece performance"
        + " speaker speakerid"
    ),
    (.sourceSet, "sourceset dataset corpus collection source datasetname"),
    (.pre, "contextmspre prems pre"),
    (.post, "contextmspost postms post"),
    (.techniques, "techniques technique articulation"),
    (.drummerID, "drummerid drummer player playerid performer"),
  ]

  /// Letters and digits of a key, in lower case.
  package static func plain(_ key: Text) -> String {
    String(
      decoding: key.bytes.compactMap { byte in
        switch byte {
        case 0x41...0x5A: byte + 0x20
        case 0x30...0x39, 0x61...0x7A, 0x80...: byte
        default: nil
        }
      }, as: UTF8.self)
  }

  /// The nearest key for each meaning, no key twice; `taken` keys are in use.
  package static func nearest(
    in keys: [Text], except taken: Set<Text> = []
  ) -> [Meaning: Text] {
    var free = keys.filter { !taken.contains($0) }.map { (key: $0, name: plain($0)) }
    var found: [Meaning: Text] = [:]
    for (meaning, names) in table {
      for name in names.split(separator: " ") {
        guard let place = free.firstIndex(where: { $0.name == name }) else { continue }
        found[meaning] = free.remove(at: place).key
        break
      }
    }
    return found
  }

  /// True if a key holds milliseconds of a value that a manifest has in seconds.
  package static func isScaled(_ meaning: Meaning, _ key: Text) -> Bool {
    [.onset, .end, .length].contains(meaning) && isMilliseconds(key)
  }

  /// True if a key says that its values are milliseconds.
  package static func isMilliseconds(_ key: Text) -> Bool {
    let name = plain(key)
    return name.hasSuffix("ms") || name.hasSuffix("millis") || name.hasSuffix("milliseconds")
  }
}
