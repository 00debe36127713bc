import Bundle
import Dataset
import Files
import Planning

/// Where the units of a manifest end: what an export to tars decides while it plans.
final class RequestedUnits: PlanFindings {
  /// Ordinals of the events with which a unit of the split ends.
  private(set) var ends: [Split: [Int]] = [:]
  private let clips: ClipOptions
  private var cutters: [Split: UnitCutter]

  /// Of units of about `count` clips.
  private init(_ count: Int, _ clips: ClipOptions) {
    self.clips = clips
    cutters = [.train: UnitCutter(clips: count), .val: UnitCutter(clips: count)]
  }

  /// Reads the manifest on record; nil with the reason where it does not tell.
  static func find(
    in source: PackSource, clips count: Int, progress: (ManifestProgress) throws -> Void
  ) throws -> (units: RequestedUnits?, why: String?) {
    let published = source.published
    let manifest = published.manifest.path
    if published.removedEvents > 0 { return (nil, "it has events that its manifest lacks") }
    let units = RequestedUnits(count, source.clips)
    do {
      let (summary, _) = try Planner.survey(
        manifest, options: published.options,
        roots: AudioRoots(published.options.sources, manifest: manifest), findings: units,
        progress: progress)
      guard summary.manifest.sha256 == published.manifest.sha256 else {
        return (nil, "\(manifest) is not the manifest on record any more")
      }
    } catch let error as ManifestError {
      return (nil, "\(error)")
    } catch let error as PlanError {
      return (nil, "\(error)")
    }
    return (units, nil)
  }

  func note(_ event: Event, line: Int, location: SourceLocation, duplicates: [Text]) {
    let count = event.labels.count - duplicates.count
    guard event.hasOnset, count > 0 else { return }
    let split = Split(session: event.sessionID, valRatio: clips.valRatio)
    cutters[split]?.add(clips: count, frames: event.window.frameCount(at: clips.sampleRate))
    if cutters[split]?.ends() == true { ends[split, default: []].append(event.ordinal) }
  }

  func note(_ malformed: MalformedLine) {}
}
