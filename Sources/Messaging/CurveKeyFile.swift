private import Files
private import Glibc

extension CurveKeyPair {
  /// Loads a pair from its secret key file: one line, 40 characters of Z85.
  ///
  /// The file must be a regular file of this user that nobody else may read (mode 0600 or stricter); a link is
  /// followed and its target judged. Errors name the file and the remedy, never its contents.
  package init(secretKeyFile path: String) throws(MessagingError) {
    let text = try KeyFile.line(path, of: .secretKey)
    guard let secret = Z85.bytes(of: text) else {
      throw MessagingError(.key, "use secret key", path, KeyFile.notAKey)
    }
    do {
      try self.init(secret: secret)
    } catch {
      throw MessagingError(error.kind, "use secret key", path, error.reason)
    }
  }

  /// As `init(secretKeyFile:)`, and checks that the public key file beside it belongs to it.
  package init(publicKeyFile: String, secretKeyFile: String) throws(MessagingError) {
    try self.init(secretKeyFile: secretKeyFile)
    let stated = try CurvePublicKey(file: publicKeyFile)
    guard stated == publicKey else {
      throw MessagingError(
        .key, "use public key", publicKeyFile,
        "it does not belong to the secret key \(secretKeyFile); make a new pair with keygen")
    }
  }

  /// Writes both halves to new files: the public one with mode 0644, the secret one with 0600.
  ///
  /// Never replaces a file: throws `.system(EEXIST)` when one exists, and leaves it as it was.
  package func write(publicKeyFile: String, secretKeyFile: String) throws(MessagingError) {
    try KeyFile.create(secretKeyFile, mode: 0o600, text: Z85.text(of: secret))
    do {
      try write(publicKeyFile: publicKeyFile)
    } catch {
      unlink(secretKeyFile)
      throw error
    }
  }

  /// The pair in these files, made if there is none; true if this call has made it.
  ///
  /// Several processes may ask for one pair at once: one of them makes it, and all get the same. What is there is
  /// judged as `init` does, and never replaced.
  package static func ensured(
    publicKeyFile: String, secretKeyFile: String
  ) throws(MessagingError) -> (pair: CurveKeyPair, isNew: Bool) {
    var isNew = false
    if access(secretKeyFile, F_OK) != 0 {
      let fresh = try generate()
      isNew = try KeyFile.createWhole(secretKeyFile, mode: 0o600, text: Z85.text(of: fresh.secret))
    }
    let pair = try CurveKeyPair(secretKeyFile: secretKeyFile)
    if access(publicKeyFile, F_OK) != 0 {
      _ = try KeyFile.createWhole(publicKeyFile, mode: 0o644, text: pair.publicKey.description)
    }
    return (
      try CurveKeyPair(publicKeyFile: publicKeyFile, secretKeyFile: secretKeyFile), isNew
    )
  }

  /// Writes the public half to a new file with mode 0644.
  package func write(publicKeyFile: String) throws(MessagingError) {
    try KeyFile.create(publicKeyFile, mode: 0o644, text: publicKey.description)
  }
}

extension CurvePublicKey {
  /// Loads a public key file: one line, 40 characters of Z85.
  package init(file path: String) throws(MessagingError) {
    guard let bytes = Z85.bytes(of: try KeyFile.line(path, of: .publicKey)) else {
      throw MessagingError(.key, "use public key", path, KeyFile.notAKey)
    }
    do {
      try self.init(bytes: bytes)
    } catch {
      throw MessagingError(error.kind, "use public key", path, error.reason)
    }
  }
}
