/// A file with a token, which only its owner may read.
package enum TokenFile {
  /// A command that makes one.
  package static let making = "(umask 077; head -c 24 /dev/urandom | base64 > FILE)"

  /// Its one line; throws if others may read it, and if there is none.
  package static func read(_ path: String) throws(MessagingError) -> String {
    try KeyFile.line(path, of: .token)
  }
}
