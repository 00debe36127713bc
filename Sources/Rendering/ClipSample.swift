import Bundle
import Dataset
import Files

/// A random sample of a report's clips, to be read and compared with their rows.
///
/// The writer of the clips must not know the choice, so no seed decides.
struct ClipSample {
  private struct Clip {
    var path: String
    /// Where it begins in the file.
    var offset: Int
    var clips: RenderedClips
  }

  private let job: RenderJob
  private let report: String
  private let size: Int
  private var drawn: [Clip] = []
  private var offered = 0

  /// A sample of so many clips of different events of a report; fewer where there are not so many.
  init(of size: Int, _ job: RenderJob, report: String) {
    self.job = job
    self.report = report
    self.size = size
  }

  /// Offers the clips of a row; those of an earlier plan are not this report's work.
  mutating func offer(_ row: ReportRow) {
    guard size > 0, case .rendered(let clips) = row.outcome, !clips.isEarlier,
      let number = row.labels.indices.randomElement()
    else { return }
    offered += 1
    let place = offered <= size ? drawn.count : Int.random(in: 0..<offered)
    guard place < size else { return }
    let clip =
      if let offsets = clips.offsets {
        Clip(path: job.layout.unit(ofReport: report), offset: offsets[number], clips: clips)
      } else {
        Clip(
          path: job.layout.clip(
            row.event, row.labels[number], job.options.clips, fanout: job.fanout),
          offset: 0, clips: clips)
      }
    if place == drawn.count { drawn.append(clip) } else { drawn[place] = clip }
  }

  /// The finding after reading them.
  func finding() -> ReportCheck.Finding {
    for clip in drawn {
      do throws(StorageError) {
        let bytes =
          clip.clips.offsets == nil
          ? try FileSystem.read(clip.path, limit: clip.clips.size)
          : try FileSystem.read(clip.path, from: clip.offset, byteCount: clip.clips.size)
        guard bytes.count == clip.clips.size, ContentDigest(of: bytes) == clip.clips.digest else {
          return .unsound(words: "\(clip.path) is not the clip that its row tells of")
        }
      } catch {
        return error.mayAppear
          ? .invisible(words: error.description) : .unsound(words: error.description)
      }
    }
    return .sound
  }
}
