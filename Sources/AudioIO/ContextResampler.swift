/// Clips of a recording as slices of the whole recording resampled.
///
/// The recording is not resampled in one piece. It is cut into blocks on the grid of the reduced rate ratio, about a
/// second each, and each block is resampled with real frames on both sides. A block's frames are a function of the
/// recording alone, so a clip's are too, whichever other clips are requested; a lone clip in a long file costs only
/// its own blocks; overlapping clips share them.
package final class ContextResampler {
  /// Real sound on each side of a block, at least, in milliseconds of source.
  static let contextMilliseconds = 10
  /// Real sound on each side of a block, at least, in frames of the slower of the two rates.
  ///
  /// HQ's filter reaches 96 of them: measured from 8 to 192 kHz against the whole recording in one
  /// call, 64 leave -68 dBFS and from 96 on nothing improves. This is twice that: 24 ms at 8 kHz.
  static let contextFrames = 192
  /// Blocks of a recording at an absurd rate stay below this many source frames if they can.
  private static let blockFramesAtMost = 1 << 20
  /// Resampled blocks kept: a clip of a few seconds and its neighbours.
  private static let blocksKept = 6

  package let recording: Recording
  package let ratio: RateRatio
  /// Source frames a block: a multiple of the ratio's source term.
  let blockSource: Int
  /// Target frames a block.
  let blockTarget: Int
  private let context: Int
  /// True if libsoxr computes in binary64.
  ///
  /// Two float32 passes over full-scale noise differ by -119 dBFS if the rate rises more than fourfold; with one of
  /// them in binary64 they differ by -121. For other ratios they differ by -122 in float32.
  private var isPrecise: Bool { ratio.target > 4 * ratio.source }
  private var blocks: [Block] = []

  private struct Block {
    let index: Int
    let frames: [Float]
    /// True if every source frame of the block, and of the context behind it, decodes.
    let isWhole: Bool
  }

  /// Throws `.unreadable` if the rates have no ratio that can be resampled.
  package init(_ recording: Recording, targetRate: Int) throws(SoundFileError) {
    let ratio = try RateRatio(source: recording.sampleRate, target: targetRate)
    self.recording = recording
    self.ratio = ratio
    let term = ratio.sourceTerm
    let terms = max(min(ratio.source, Self.blockFramesAtMost) / term, 1)
    blockSource = terms * term
    blockTarget = terms * ratio.targetTerm
    let slower = (ratio.source + ratio.target - 1) / ratio.target
    let least = max(
      (ratio.source * Self.contextMilliseconds + 999) / 1000, Self.contextFrames * max(slower, 1))
    context = (least + term - 1) / term * term
  }

  /// The clip of source frames `start ..< start + count`, shorter at the end of the recording.
  ///
  /// It starts at target frame `ratio.targetStart(start)` and has `ratio.targetFrames(n)` frames for the `n` source
  /// frames that decode; empty if none does.
  package func clip(from start: Int, count: Int) throws(SoundFileError) -> [Float] {
    let decodable = try available(from: start, count: count)
    guard decodable > 0 else { return [] }
    return try frames(from: ratio.targetStart(start), count: ratio.targetFrames(decodable))
  }

  /// Number of the source frames `start ..< start + count` that decode, according to the blocks.
  package func available(from start: Int, count: Int) throws(SoundFileError) -> Int {
    guard count > 0, !ratio.isIdentity else {
      return try recording.available(from: start, count: count)
    }
    var index = start / blockSource
    while index * blockSource < start + count {
      guard try block(index).isWhole else {
        return try recording.available(from: start, count: count)
      }
      index += 1
    }
    return count
  }

  /// Frames `targetStart ..< targetStart + count` of the recording resampled, 0 past its end.
  package func frames(from targetStart: Int, count: Int) throws(SoundFileError) -> [Float] {
    if ratio.isIdentity {
      let sound = try recording.mono(from: targetStart, count: count)
      return sound + [Float](repeating: 0, count: count - sound.count)
    }
    var result: [Float] = []
    result.reserveCapacity(count)
    while result.count < count {
      let (index, offset) = (targetStart + result.count).quotientAndRemainder(
        dividingBy: blockTarget)
      let part = min(blockTarget - offset, count - result.count)
      result += try block(index).frames[offset..<offset + part]
    }
    return result
  }

  private func block(_ index: Int) throws(SoundFileError) -> Block {
    if let found = blocks.lastIndex(where: { $0.index == index }) {
      let block = blocks.remove(at: found)
      blocks.append(block)
      return block
    }
    let block = try resample(index)
    if blocks.count == Self.blocksKept { blocks.removeFirst() }
    blocks.append(block)
    return block
  }

  private func resample(_ index: Int) throws(SoundFileError) -> Block {
    let start = index * blockSource
    let from = max(start - context, 0)
    let to = start + blockSource + context
    let (source, end) = try recording.filled(from..<to)
    if end == from {
      let silence = [Float](repeating: 0, count: blockTarget)
      return Block(index: index, frames: silence, isWhole: false)
    }
    let lead = (start - from) / ratio.sourceTerm * ratio.targetTerm
    var frames = try Resampler.run(
      source, ratio, skipping: lead, count: blockTarget, precise: isPrecise,
      whileResampling: recording.whileDecoding)
    if end < to {
      // libsoxr ends the whole recording here, and so does the block.
      let sounding = min(max(ratio.wholeFrames(end) - index * blockTarget, 0), blockTarget)
      for frame in sounding..<blockTarget { frames[frame] = 0 }
    }
    let decodable = try recording.available(from: start, count: to - start)
    return Block(index: index, frames: frames, isWhole: decodable == to - start)
  }
}
