import AudioIO
import Bundle
import Dataset
import Files
import FoundationEssentials
import Glibc

/// Clips that the page holds to be listened to.
///
/// At most `bytesAtMost` of them in all: first one of every label, then a second, then a third.
struct PageClips {
  /// One clip, as a WAV file.
  struct Clip {
    let sample: ClipSamples.Sample
    let wav: [UInt8]
    let mono: [Float]
  }

  /// Bytes of all clips on a page, and of one.
  static let bytesAtMost = 8 << 20
  static let clipBytesAtMost = 1 << 20
  /// Labels that have clips on the page.
  static let labelsAtMost = 100

  /// Label and clips, in the order of the labels given; only those with a clip.
  let rows: [(label: Text, clips: [Clip])]
  /// Labels whose clips found no room.
  let left: Int

  init(_ bundle: BundleFindings, labels: [Text]) {
    var clips: [Text: [Clip]] = [:]
    var bytes = 0
    let shown = labels.prefix(Self.labelsAtMost)
    for round in 0..<ClipSamples.each {
      for label in shown {
        let samples = bundle.samples[label]
        guard round < samples.count, bytes < Self.bytesAtMost,
          let clip = Self.read(samples[round], in: bundle),
          bytes + clip.wav.count <= Self.bytesAtMost
        else { continue }
        bytes += clip.wav.count
        clips[label, default: []].append(clip)
      }
    }
    rows = shown.compactMap { label in clips[label].map { (label, $0) } }
    left = labels.filter { !bundle.samples[$0].isEmpty && clips[$0] == nil }.count
  }

  /// Nil where the clip is too long to be part of a page, or cannot be read any more.
  private static func read(_ sample: ClipSamples.Sample, in bundle: BundleFindings) -> Clip? {
    let path = "\(bundle.path)/\(sample.path)"
    let framesAtMost = clipBytesAtMost / 2
    guard let size = FileSystem.size(path), size <= clipBytesAtMost,
      let recording = try? Recording(path: path),
      let mono = try? recording.mono(from: 0, count: framesAtMost + 1),
      mono.count <= framesAtMost
    else { return nil }
    return Clip(
      sample: sample, wav: WAVFile.bytes(of: mono, sampleRate: recording.sampleRate), mono: mono)
  }

  /// The section of the page; nothing where no clip can be shown.
  var markup: Markup {
    if rows.isEmpty { return "" }
    let groups: [Markup] = rows.map { label, clips in
      let figures = clips.enumerated().map { figure($1, label: label, number: $0 + 1) }
      return "<h3>\(Markup.name(label))</h3><div class=\"clips\">\(figures)</div>\n"
    }
    let rest: Markup =
      left == 0
      ? "" : "<p class=\"soft\">\(left) more labels have clips; there is no room for all.</p>"
    return """
      <section class="wide" id="clips"><h2>Clips to listen to</h2>
      \(groups)\(rest)</section>

      """
  }

  private func figure(_ clip: Clip, label: Text, number: Int) -> Markup {
    let seconds = "\((clip.sample.seconds * 1000).rounded() / 1000) s"
    let peak = PageCharts.peak(of: clip.mono)
    let decibels = peak == 0 ? "silent" : "peak \((200 * log10(Double(peak))).rounded() / 10) dBFS"
    let event = clip.sample.eventID ?? clip.sample.path
    let data = Data(clip.wav).base64EncodedString()
    return """
      <figure>\(PageCharts.waveform(clip.mono, "Waveform of clip \(number) of \(label)"))\
      <audio controls preload="none" aria-label="Clip \(number) of \(label)" \
      src="data:audio/wav;base64,\(data)"></audio><figcaption><bdi>\(event)</bdi>, \
      <bdi>\(clip.sample.sourceSet)</bdi>, \(seconds), \(decibels)</figcaption></figure>
      """
  }
}
