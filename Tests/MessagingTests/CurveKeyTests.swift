import Glibc
import Testing

@testable import Messaging

struct CurveKeyTests {
  @Test
  func `a pair written to files reads back, and its secret file is this user's alone`() throws {
    let scratch = try Scratch()
    defer { scratch.close() }
    let pair = try CurveKeyPair.generate()
    let (open, secret) = (scratch.file("key"), scratch.file("key.secret"))
    try pair.write(publicKeyFile: open, secretKeyFile: secret)
    let read = try CurveKeyPair(publicKeyFile: open, secretKeyFile: secret)
    #expect(read.publicKey == pair.publicKey)
    #expect(read.secret == pair.secret)
    var status = stat()
    #expect(stat(secret, &status) == 0)
    #expect(modeText(status.st_mode) == "0600")
    #expect(stat(open, &status) == 0)
    #expect(modeText(status.st_mode) == "0644")
  }

  @Test
  func `an existing key file is never replaced`() throws {
    let scratch = try Scratch()
    defer { scratch.close() }
    let open = try scratch.write("key", "precious")
    let secret = scratch.file("key.secret")
    let error = #expect(throws: MessagingError.self) {
      try CurveKeyPair.generate().write(publicKeyFile: open, secretKeyFile: secret)
    }
    #expect(error?.description == "could not create \(open): File exists")
    #expect(access(secret, F_OK) != 0)
  }

  @Test
  func `nothing that prints a pair shows its secret`() throws {
    let pair = try CurveKeyPair.generate()
    var dumped = ""
    dump(pair, to: &dumped)
    let secret = Z85.text(of: pair.secret)
    for text in ["\(pair)", String(reflecting: pair), dumped, "\([pair])"] {
      #expect(text.contains(pair.publicKey.description))
      #expect(!text.contains(secret))
      #expect(!text.contains("\(pair.secret)"))
    }
  }

  @Test(arguments: [
    ("Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID", "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs"),
    ("rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7", "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6"),
  ])
  func `the test keys of the manual are refused`(open: String, secret: String) throws {
    let scratch = try Scratch()
    defer { scratch.close() }
    let why = "it is a test key from the manual of ZeroMQ; make your own with keygen"
    #expect(throws: MessagingError(.key, "use", "public key \(open)", why)) {
      try CurvePublicKey(z85: open)
    }
    let file = try scratch.write("key.secret", secret + "\n")
    #expect(throws: MessagingError(.key, "use secret key", file, why)) {
      try CurveKeyPair(secretKeyFile: file)
    }
  }

  @Test(arguments: [
    "", "too short", String(repeating: "~", count: 40), String(repeating: "#", count: 40),
    String(repeating: "0", count: 41),
  ])
  func `text that is not a key is refused, whatever it is`(text: String) throws {
    #expect(throws: MessagingError(.key, "use", "public key", "it is not 40 characters of Z85")) {
      try CurvePublicKey(z85: text)
    }
  }

  @Test(arguments: [0o644, 0o640, 0o604, 0o620, 0o601])
  func `a secret key that others may use is refused with advice`(mode: mode_t) throws {
    let scratch = try Scratch()
    defer { scratch.close() }
    let file = try scratch.write("key.secret", secretText(), mode: mode)
    let error = #expect(throws: MessagingError.self) { try CurveKeyPair(secretKeyFile: file) }
    #expect(error?.kind == .notPermitted)
    #expect(
      error?.description == "could not read secret key \(file): others may use it "
        + "(mode \(modeText(mode))); run: chmod 600 \(file)")
  }

  @Test
  func `a secret key that is missing, a directory, a FIFO or not a key is refused`() throws {
    let scratch = try Scratch()
    defer { scratch.close() }
    let missing = scratch.file("missing")
    expectRefusal(
      missing,
      "could not read secret key \(missing): there is no such file; "
        + "keygen makes keys")
    expectRefusal(
      scratch.path, "could not read secret key \(scratch.path): it is not a regular file")
    let fifo = scratch.file("fifo")
    #expect(mkfifo(fifo, 0o600) == 0)
    expectRefusal(fifo, "could not read secret key \(fifo): it is not a regular file")
    let text = try scratch.write("text", "my password\n")
    expectRefusal(
      text,
      "could not use secret key \(text): it does not hold one line of 40 "
        + "characters of Z85; make a key with keygen")
    let large = try scratch.write("large", String(repeating: "x", count: 129))
    expectRefusal(large, "could not read secret key \(large): it is larger than 128 bytes")
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give files away"))
  func `a secret key of somebody else is refused`() throws {
    let scratch = try Scratch()
    defer { scratch.close() }
    let file = try scratch.write("key.secret", secretText())
    #expect(chown(file, 12345, 0) == 0)
    expectRefusal(
      file,
      "could not read secret key \(file): it belongs to user 12345, not to us; "
        + "run: chown 0 \(file)")
  }

  @Test
  func `a public key file of another pair is refused`() throws {
    let scratch = try Scratch()
    defer { scratch.close() }
    let secret = try scratch.write("key.secret", secretText())
    let other = try scratch.write(
      "other", "\(try CurveKeyPair.generate().publicKey)\n", mode: 0o644)
    let error = #expect(throws: MessagingError.self) {
      try CurveKeyPair(publicKeyFile: other, secretKeyFile: secret)
    }
    #expect(
      error?.description == "could not use public key \(other): it does not belong to the "
        + "secret key \(secret); make a new pair with keygen")
  }

  @Test
  func `a public key file others may change is refused`() throws {
    let scratch = try Scratch()
    defer { scratch.close() }
    let text = "\(try CurveKeyPair.generate().publicKey)\n"
    let file = try scratch.write("key", text, mode: 0o666)
    let error = #expect(throws: MessagingError.self) { try CurvePublicKey(file: file) }
    #expect(
      error?.description == "could not read public key \(file): others may change it "
        + "(mode 0666); run: chmod go-w \(file)")
  }

  private func secretText() throws -> String {
    Z85.text(of: try CurveKeyPair.generate().secret) + "\n"
  }

  private func expectRefusal(_ path: String, _ words: String) {
    let error = #expect(throws: MessagingError.self) { try CurveKeyPair(secretKeyFile: path) }
    #expect(error?.description == words)
  }
}
