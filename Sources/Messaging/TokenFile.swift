/// A file with a token, which only its owner may read.
package enum TokenFile {
  /// Its one line; throws if others may read it, and if there is none.
  package static func read(_ path: String) throws(MessagingError) -> String {
    try KeyFile.line(path, of: .token)
  }
}
