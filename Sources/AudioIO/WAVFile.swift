/// The bytes of a mono 16-bit WAV file: a 44-byte header and the samples, nothing else.
package enum WAVFile {
  /// RIFF, a 16-byte fmt chunk, and the start of the data chunk.
  package static let headerBytes = 44

  /// The most frames a RIFF file can name in its 32-bit size fields.
  package static let framesAtMost = (Int(UInt32.max) - 36) / 2

  /// The whole file for `samples`, padded with silence to at least `framesAtLeast` frames.
  ///
  /// `sampleRate` is in Hz. More than `framesAtMost` frames are a bug of the caller.
  package static func bytes(
    of samples: MonoSamples, sampleRate: Int, framesAtLeast: Int = 0
  ) -> [UInt8] {
    let frames = max(samples.count, framesAtLeast)
    precondition(frames <= framesAtMost, "a clip holds more frames than a WAV file can")
    let dataBytes = frames * 2
    let size = headerBytes + dataBytes
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      let target = UnsafeMutableRawBufferPointer(buffer)
      writeHeader(into: target, dataBytes: dataBytes, sampleRate: sampleRate)
      fill(UnsafeMutableRawBufferPointer(rebasing: target[headerBytes...]), with: samples)
      count = size
    }
  }

  /// The whole file for float `samples`, as above.
  package static func bytes(
    of samples: [Float], sampleRate: Int, framesAtLeast: Int = 0
  ) -> [UInt8] {
    samples.withUnsafeBufferPointer {
      bytes(of: .float($0), sampleRate: sampleRate, framesAtLeast: framesAtLeast)
    }
  }

  /// Samples, then silence.
  ///
  /// An array's bytes are 16-byte aligned and the header is 44 long, so the samples are aligned.
  private static func fill(
    _ data: UnsafeMutableRawBufferPointer, with samples: MonoSamples
  ) {
    let values = data.bindMemory(to: Int16.self)
    guard let base = values.baseAddress else { return }
    samples.write(to: base)
    (base + samples.count).initialize(repeating: 0, count: values.count - samples.count)
  }

  /// Borrows the samples of a whole file that `bytes` made.
  package static func withSamples<Result>(
    of file: [UInt8], _ body: (UnsafeBufferPointer<Int16>) -> Result
  ) -> Result {
    file.withUnsafeBytes { bytes in
      // Safe because the header has 44 bytes and an array's are aligned to 16, so the samples are aligned.
      body(
        UnsafeRawBufferPointer(rebasing: bytes[headerBytes...]).assumingMemoryBound(to: Int16.self))
    }
  }

  private static func writeHeader(
    into target: UnsafeMutableRawBufferPointer, dataBytes: Int, sampleRate: Int
  ) {
    func word(_ value: Int, at offset: Int) {
      target.storeBytes(
        of: UInt32(truncatingIfNeeded: value).littleEndian, toByteOffset: offset, as: UInt32.self)
    }
    func text(_ value: StaticString, at offset: Int) {
      value.withUTF8Buffer { target[offset..<offset + 4].copyBytes(from: $0) }
    }
    text("RIFF", at: 0)
    word(36 + dataBytes, at: 4)
    text("WAVE", at: 8)
    text("fmt ", at: 12)
    word(16, at: 16)
    word(1 | 1 << 16, at: 20)  // PCM, one channel
    word(sampleRate, at: 24)
    word(sampleRate * 2, at: 28)
    word(2 | 16 << 16, at: 32)  // bytes a frame, bits a sample
    text("data", at: 36)
    word(dataBytes, at: 40)
  }
}
