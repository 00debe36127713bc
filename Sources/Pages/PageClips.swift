import AudioIO
import Bundle
import Dataset
import Files
import FoundationEssentials
import Glibc
import Survey

/// The clip browser: clips to look at and to listen to, the suspect ones first, then the rarest labels.
///
/// `page.js` filters and sorts them; without it all are shown. At most `bytesAtMost` bytes of sound.
struct PageClips {
  /// One clip with its sound.
  private struct Clip {
    let shown: ShownClip
    let wav: [UInt8]
    let mono: [Float]
    /// Hz.
    let sampleRate: Int
  }

  /// Bytes of all clips on a page, and of one.
  static let bytesAtMost = 8 << 20
  static let clipBytesAtMost = 1 << 20

  private let clips: [Clip]
  /// Clips for which there was no room.
  private let left: Int
  private let bundle: BundleFindings

  init(_ bundle: BundleFindings, _ findings: ClipFindings) {
    self.bundle = bundle
    var clips: [Clip] = []
    var bytes = 0
    for shown in findings.shown {
      guard let clip = Self.read(shown), bytes + clip.wav.count <= Self.bytesAtMost
      else { continue }
      bytes += clip.wav.count
      clips.append(clip)
    }
    self.clips = clips
    left = findings.shown.count - clips.count
  }

  /// Nil where the clip is too long to be part of a page, or cannot be read any more.
  private static func read(_ shown: ShownClip) -> Clip? {
    let framesAtMost = clipBytesAtMost / 2
    let opened = try? shown.row.file.withPath(limit: clipBytesAtMost) { path in
      let isShort = FileSystem.size(path).map { $0 <= clipBytesAtMost } == true
      return isShort ? try? Recording(path: path) : nil
    }.get()
    guard let recording = opened ?? nil,
      let mono = try? recording.mono(from: 0, count: framesAtMost + 1),
      mono.count <= framesAtMost
    else { return nil }
    return Clip(
      shown: shown, wav: WAVFile.bytes(of: mono, sampleRate: recording.sampleRate), mono: mono,
      sampleRate: recording.sampleRate)
  }

  /// The section of the page; empty if no clip can be shown.
  var markup: Markup {
    if clips.isEmpty { return "" }
    let figures: [Markup] = clips.enumerated().map { figure($1, number: $0 + 1) }
    let rest: Markup =
      left == 0 ? "" : "<p class=\"soft\">\(left) more were chosen; there is no room for all.</p>"
    return """
      <section class="wide" id="clips"><h2>Clips to listen to</h2>
      <p class="soft">Suspect clips first, then up to three of each label, the rarest first. The line \
      in a picture is the event's onset.</p>
      <div class="clips">
      \(figures)</div>\(rest)</section>

      """
  }

  private func figure(_ clip: Clip, number: Int) -> Markup {
    let (shown, row) = (clip.shown, clip.shown.row)
    let words = "Clip \(number), \(row.label.string)"
    let data = Data(clip.wav).base64EncodedString()
    return """
      <figure \(attributes(clip))><div class="picture">\(picture(clip, words))</div>\
      <audio controls preload="none" aria-label="\(words)" src="data:audio/wav;base64,\(data)">\
      </audio><figcaption><strong>\(Markup.name(row.label))</strong> \
      <bdi>\(row.eventID ?? row.path)</bdi>, <bdi>\(row.sourceSet)</bdi>, \(shown.split.rawValue), \
      \(facts(clip))\(reasons(shown))\(command(row))</figcaption></figure>

      """
  }

  /// The attributes by which `page.js` filters and sorts.
  private func attributes(_ clip: Clip) -> Markup {
    let (shown, row) = (clip.shown, clip.shown.row)
    let lag = shown.lag.map { "\($0)" } ?? ""
    let count = bundle.labels[row.label]?.total ?? 0
    return """
      data-label="\(row.label)" data-source="\(row.sourceSet)" data-split="\(shown.split.rawValue)" \
      data-session="\(row.sessionID)" data-peak="\("\(PageCharts.peak(of: clip.mono))")" \
      data-lag="\(lag)" data-count="\("\(count)")" \
      data-why="\(shown.reasons.map(\.rawValue).joined(separator: " "))"
      """
  }

  private func picture(_ clip: Clip, _ words: String) -> Markup {
    let image = Spectrogram(clip.mono, sampleRate: clip.sampleRate).bitmap
    let data = Data(image).base64EncodedString()
    let length = Double(clip.mono.count) / Double(clip.sampleRate)
    let share = clip.shown.onset.flatMap { length > 0 ? $0 / length : nil }
    return """
      <img class="spectrogram" alt="Spectrogram of \(words)" width="\(Spectrogram.columns)" \
      height="\(Spectrogram.rows)" src="data:image/bmp;base64,\(data)">\
      \(PageCharts.waveform(clip.mono, "Waveform of \(words)"))\(PageCharts.onset(at: share))
      """
  }

  private func facts(_ clip: Clip) -> String {
    let peak = PageCharts.peak(of: clip.mono)
    let decibels = peak == 0 ? "silent" : "peak \((200 * log10(Double(peak))).rounded() / 10) dBFS"
    let lag = clip.shown.lag.map { ", loudest \(Numbers.milliseconds($0)) from the onset" } ?? ""
    return "\((clip.shown.row.seconds * 1000).rounded() / 1000) s, \(decibels)\(lag)"
  }

  private func reasons(_ shown: ShownClip) -> Markup {
    if shown.reasons.isEmpty { return "" }
    return ", <span class=\"fail\">\(shown.reasons.map(\.rawValue).joined(separator: ", "))</span>"
  }

  /// The command that saves the clip and the sound around it from the recording.
  private func command(_ row: ShownRow) -> Markup {
    guard let event = row.ordinal.map({ "\($0)" }) ?? row.eventID?.string else { return "" }
    let words = ["clipmill", "reproduce", bundle.path, event, "--keep", "clip.wav"]
    let line = words.map(ShellWord.of).joined(separator: " ")
    return "<br><code>\(line)</code>"
  }
}
