/// The form in which libsndfile sees a file: bytes in memory, then a range of the file.
///
/// Most files are shown as they are. The others are good sound that libsndfile cannot read from bytes without a name;
/// no sound is ever invented here.
struct FileView {
  /// Bytes in front of `body`: a header that corrects the file's own.
  var head: [UInt8] = []
  /// The bytes of the file that follow.
  var body: Range<Int>
  /// Bytes in place of the first ones until the first seek.
  ///
  /// libsndfile finds a file's format in its first bytes and then starts at the first byte again. It recognises an
  /// MP3 that begins with something else only by its name; this replaces the name.
  var disguise: [UInt8] = []
  /// The distance by which the reported end lies beyond the real one, when a seek asks for it.
  ///
  /// libmpg123 does so, and derives an estimate of an MP3's length from it.
  var bytesPastEnd = 0

  /// Number of bytes in the view.
  var count: Int { head.count + body.count }
}
