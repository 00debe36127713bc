import CSndfile

/// The bytes of a mono 16-bit FLAC file: the same samples as the WAV file, coded without loss.
///
/// Compression level 2 is the highest with fixed predictors. Higher levels fit their predictors in floating-point
/// arithmetic, with whatever instructions the CPU has, so that two CPUs may produce different bytes for the same
/// samples; integers do not. The file holds neither a time nor this program's name: its bytes are a function of
/// samples, rate and libFLAC, whose name and version it holds.
package enum FLACFile {
  /// libsndfile's scale of 0...1 for libFLAC's levels 0...8.
  private static let compression = 2.0 / 8

  /// The whole file for 16-bit `samples`.
  ///
  /// `sampleRate` (Hz) must be one that FLAC can state; any other is a bug of the caller.
  package static func bytes(of samples: UnsafeBufferPointer<Int16>, sampleRate: Int) -> [UInt8] {
    let output = MemoryOutput(capacity: 4096 + samples.count * 2)
    var info = SF_INFO()
    info.channels = 1
    info.samplerate = Int32(sampleRate)
    info.format = Int32(SF_FORMAT_FLAC | SF_FORMAT_PCM_16)
    var callbacks = MemoryOutput.callbacks
    // Safe because `output` lives to the end of this function, and the handle is closed before.
    let user = Unmanaged.passUnretained(output).toOpaque()
    let opened = OpeningLock.hold { sf_open_virtual(&callbacks, Int32(SFM_WRITE), &info, user) }
    guard let handle = opened else {
      preconditionFailure(
        "no FLAC encoder for \(sampleRate) Hz: \(String(cString: sf_strerror(nil)))")
    }
    var level = compression
    let doubleSize = Int32(MemoryLayout<Double>.size)
    let isSet = sf_command(handle, Int32(SFC_SET_COMPRESSION_LEVEL), &level, doubleSize)
    precondition(isSet == SF_TRUE, "libsndfile does not take a compression level")
    let written = sf_writef_short(handle, samples.baseAddress, sf_count_t(samples.count))
    precondition(
      written == sf_count_t(samples.count) && sf_close(handle) == 0,
      "the FLAC encoder failed on \(samples.count) frames")
    return withExtendedLifetime(output) { output.bytes }
  }
}
