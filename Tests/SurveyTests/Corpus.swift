import AudioIO
import Dataset
import Files
import Foundation
import Survey

/// A folder with recordings and a manifest; removed with its last reference.
final class Corpus {
  let path: String
  private var lines: [String] = []

  init() throws {
    path = NSTemporaryDirectory() + "clipmill-verify-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var manifest: String { "\(path)/manifest.jsonl" }
  var bundle: String { "\(path)/bundle" }

  /// Writes a file below the folder.
  func write(_ name: String, _ text: String) throws {
    try FileSystem.replace("\(path)/\(name)", with: Array(text.utf8))
  }

  /// Writes a file below the folder.
  func write(_ name: String, _ bytes: Data) throws {
    try FileSystem.replace("\(path)/\(name)", with: Array(bytes))
  }

  /// Writes a mono WAV file.
  func record(_ name: String, frames: Int, rate: Int = 44100) throws {
    let samples = (0..<frames).map { Float($0 % 100) / 200 }
    try FileSystem.replace("\(path)/\(name)", with: WAVFile.bytes(of: samples, sampleRate: rate))
  }

  /// Adds a line of the manifest as it is.
  func add(line: String) { lines.append(line) }

  /// Adds an event; texts are taken to need no escapes.
  func add(
    _ id: String, _ audio: String = "a.wav", source: String = "set", onset: Double = 0.5,
    labels: [String] = ["kick"], more: String = ""
  ) {
    let components = labels.map { #"{"label":"\#($0)"}"# }.joined(separator: ",")
    lines.append(
      #"{"event_id":"\#(id)","session_id":"s","source_set":"\#(source)","audio_path":"\#(audio)","#
        + #""onset_time":\#(onset),"components":[\#(components)]\#(more)}"#)
  }

  func writeManifest() throws {
    try write("manifest.jsonl", lines.map { $0 + "\n" }.joined())
  }

  /// Writes the manifest and verifies it.
  func verify(
    deep: Bool = false, taxonomy: Taxonomy? = nil,
    _ change: (inout VerificationRequest) -> Void = { _ in }
  ) throws -> VerificationReport {
    try writeManifest()
    var request = VerificationRequest(
      manifest: manifest, bundle: bundle, options: ExportOptions())
    request.isDeep = deep
    request.taxonomy = taxonomy
    change(&request)
    return try Verifier.verify(request)
  }
}
