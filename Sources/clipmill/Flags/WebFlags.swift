import ArgumentParser
import Files
import Glibc
import Messaging
import RunState
import Web

/// The page that shows a run, and who may see it.
struct WebFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Show the run on a page at this address, and as metrics; port 0 is any free one.",
      valueName: "address:port"))
  var http: String?

  @Option(
    help: ArgumentHelp(
      "The token that readers of the page must know; else CLIPMILL_HTTP_TOKEN.",
      valueName: "file"), completion: .file())
  var httpToken: String?

  private static let variable = "CLIPMILL_HTTP_TOKEN"

  func validate() throws {
    if httpToken != nil, http == nil {
      throw ValidationError("--http-token says who may see the page of --http: give both")
    }
  }

  /// Listens, if a page is wanted; throws before anything of the run is done.
  func open() throws -> (server: WebServer, token: AccessToken?)? {
    // Not for the processes that this one starts.
    let given = getenv(Self.variable).map { String(cString: $0) }
    unsetenv(Self.variable)
    guard let http else { return nil }
    let address: WebAddress
    do throws(WebAddress.Malformed) {
      address = try WebAddress(parsing: http)
    } catch {
      throw RunFailure(.usage, error.description)
    }
    let token = try token(given)
    guard token != nil || address.isLoopback else {
      throw RunFailure(
        .usage,
        "other hosts can reach \(address), so --http needs a token (name a file with --http-token,"
          + " or give 127.0.0.1)")
    }
    return (try WebServer(address), token)
  }

  private func token(_ given: String?) throws(RunFailure) -> AccessToken? {
    let (text, place): (String, String)
    if let httpToken {
      do throws(MessagingError) {
        (text, place) = (try TokenFile.read(FileSystem.absolute(httpToken)), httpToken)
      } catch {
        throw RunFailure(error)
      }
    } else if let given {
      (text, place) = (given, Self.variable)
    } else {
      return nil
    }
    guard let token = AccessToken(text) else {
      throw RunFailure(
        .usage,
        "\(place) has no token: it is one word of at least \(AccessToken.charactersMinimum)"
          + " characters; make one: \(TokenFile.making)")
    }
    return token
  }
}
