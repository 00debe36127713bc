import Dataset
import FoundationEssentials

/// The page that shows a run; it asks for `/status.json` again and again, and fetches nothing else.
enum LivePage {
  private static let style = text(PackageResources.live_css)
  private static let script = text(PackageResources.live_js)

  static let answer: Answer = {
    let page = text(PackageResources.live_html)
      .replacing("/*style*/", with: style).replacing("/*script*/", with: script)
    var answer = Answer(.ok, type: "text/html; charset=utf-8", Array("\(page)\n".utf8))
    answer.policy = policy
    return answer
  }()

  /// The permissions of the page: its own style and script, by their digests, and questions to its own address.
  static var policy: String {
    "default-src 'none'; style-src '\(digest(style))'; script-src '\(digest(script))';"
      + " connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none';"
      + " frame-ancestors 'none'"
  }

  /// Without the end of the last line.
  private static func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.dropLast(), as: UTF8.self)
  }

  private static func digest(_ text: String) -> String {
    var hash = SHA256()
    hash.update(Array(text.utf8))
    return "sha256-" + Data(hash.bytes()).base64EncodedString()
  }
}
