/// How a file is shown to libsndfile: bytes of our own, then a range of the file.
///
/// Most files are shown as they are. The rest is good sound behind what libsndfile, given bytes and no
/// name, stumbles over; no sound is ever made up here.
struct FileView {
  /// Stands in front of `body`; a header that says what the file's own should have said.
  var head: [UInt8] = []
  /// The bytes of the file that follow.
  var body: Range<Int>
  /// Stands in place of the first bytes until the first seek.
  ///
  /// libsndfile finds a file's format in its first bytes and then starts at the first byte again. Only by
  /// its name does it take for an MP3 what begins with something else; here it is told so.
  var disguise: [UInt8] = []
  /// How much farther off the end is said to be than it is, when it is asked for by a seek.
  ///
  /// libmpg123 does so, and makes an estimate of an MP3's length of it.
  var bytesPastEnd = 0

  /// Bytes shown.
  var count: Int { head.count + body.count }
}
