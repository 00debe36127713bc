import Files
import Testing

@testable import Web

@Suite struct WebAddressTests {
  @Test(
    arguments: [
      ("127.0.0.1:8080", "127.0.0.1:8080", true), ("[::1]:0", "[::1]:0", true),
      ("localhost:80", "127.0.0.1:80", true), ("9100", "127.0.0.1:9100", true),
      ("0.0.0.0:1", "0.0.0.0:1", false), ("[::]:65535", "[::]:65535", false),
      ("192.0.2.7:9", "192.0.2.7:9", false),
    ])
  func `an address is read as it is meant`(text: String, read: String, isLoopback: Bool) throws {
    let address = try WebAddress(parsing: text)
    #expect(address.description == read)
    #expect(address.isLoopback == isLoopback)
  }

  @Test(arguments: ["localhost:99999", "127.0.0.1:65536", "70000"])
  func `a port that is too large is named`(text: String) {
    let error = #expect(throws: WebAddress.Malformed.self) { try WebAddress(parsing: text) }
    let port = text.split(separator: ":").last ?? ""
    #expect(error?.description == "a port of --http is 0 to 65535, not \(port)")
  }

  @Test(arguments: ["0.0.0.0:80", "[::]:80"])
  func `an address of all interfaces is shown by the name of the host`(text: String) throws {
    #expect(try WebAddress(parsing: text).shown == "\(Host.name):80")
    #expect(try WebAddress(parsing: "127.0.0.1:80").shown == "127.0.0.1:80")
  }

  @Test(
    arguments: [
      "", ":", ":80", "host:80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:+1",
      "127.1:80", "::1:80", "[::1]", "[127.0.0.1]:80", "1.2.3.4:5:6", "127.0.0.1:0x50",
    ])
  func `what is not an address is refused with an example`(text: String) {
    let error = #expect(throws: WebAddress.Malformed.self) { try WebAddress(parsing: text) }
    #expect(
      error?.description
        == "--http takes ADDRESS:PORT, such as 127.0.0.1:8080 or [::1]:0, not \(text)")
  }
}
