private import CZeroMQ

/// The identity of a peer on the wire: 32 bytes, written as 40 characters of Z85 (ZeroMQ RFC 32).
package struct CurvePublicKey: Hashable, Sendable, CustomStringConvertible {
  /// Bytes of any CURVE key.
  package static let byteCount = 32

  let bytes: [UInt8]

  /// The key in Z85; fit for logs and lists.
  package var description: String { Z85.text(of: bytes) }

  /// Reads 40 characters of Z85.
  ///
  /// Throws `.key` for anything else, and for the test keys printed in zmq_curve(7), whose secrets are public.
  package init(z85: String) throws(MessagingError) {
    guard let bytes = Z85.bytes(of: z85) else {
      throw MessagingError(.key, "use", "public key", "it is not 40 characters of Z85")
    }
    try self.init(bytes: bytes)
  }

  init(bytes: [UInt8]) throws(MessagingError) {
    precondition(bytes.count == Self.byteCount, "a CURVE key has 32 bytes")
    guard !PublishedKeys.isPublic(bytes) else {
      throw MessagingError(
        .key, "use", "public key \(Z85.text(of: bytes))",
        "it is a test key from the manual of ZeroMQ; make your own with keygen")
    }
    self.bytes = bytes
  }
}

/// The long-term identity of a process.
///
/// Never prints, dumps or describes its secret.
package struct CurveKeyPair: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  /// The public half.
  package let publicKey: CurvePublicKey
  let secret: [UInt8]

  /// Generates a new random pair.
  package static func generate() throws(MessagingError) -> Self {
    var publicText = [CChar](repeating: 0, count: Z85.characterCount + 1)
    var secretText = publicText
    try require("make", "a CURVE key pair") { zmq_curve_keypair(&publicText, &secretText) }
    guard let secret = Z85.bytes(of: Z85.string(secretText)) else {
      throw MessagingError(.key, "make", "a CURVE key pair", "libzmq returned no Z85")
    }
    return try Self(secret: secret)
  }

  /// The pair that belongs to a secret key.
  init(secret: [UInt8]) throws(MessagingError) {
    precondition(secret.count == CurvePublicKey.byteCount, "a CURVE key has 32 bytes")
    var publicText = [CChar](repeating: 0, count: Z85.characterCount + 1)
    let secretText = Z85.text(of: secret)
    try require("derive", "the public key") { zmq_curve_public(&publicText, secretText) }
    publicKey = try CurvePublicKey(z85: Z85.string(publicText))
    self.secret = secret
  }

  /// Only the public half.
  package var description: String { "CurveKeyPair(public: \(publicKey), secret: hidden)" }
  /// Only the public half.
  package var debugDescription: String { description }
  /// Only the public half, also for `dump`.
  package var customMirror: Mirror { Mirror(self, children: ["publicKey": publicKey]) }
}

/// Z85 text, checked before libzmq sees it.
enum Z85 {
  /// Characters of a key of 32 bytes.
  static let characterCount = 40
  private static let alphabet = Set(
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#".utf8)

  /// The 32 bytes of a key; nil if the text is not one.
  static func bytes(of text: String) -> [UInt8]? {
    guard text.utf8.count == characterCount, text.utf8.allSatisfy(alphabet.contains) else {
      return nil
    }
    var bytes = [UInt8](repeating: 0, count: CurvePublicKey.byteCount)
    // Fails for groups of five characters that stand for more than 32 bits.
    return zmq_z85_decode(&bytes, text) == nil ? nil : bytes
  }

  static func text(of bytes: [UInt8]) -> String {
    var text = [CChar](repeating: 0, count: characterCount + 1)
    guard zmq_z85_encode(&text, bytes, bytes.count) != nil else { return "" }
    return string(text)
  }

  /// The text in a zero-terminated buffer that libzmq filled with Z85.
  static func string(_ buffer: [CChar]) -> String {
    String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

/// The keys printed in zmq_curve(7) for tests; anyone can use them.
private enum PublishedKeys {
  static let publicTexts = [
    "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID", "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7",
  ]

  static func isPublic(_ bytes: [UInt8]) -> Bool { publicTexts.contains(Z85.text(of: bytes)) }
}
