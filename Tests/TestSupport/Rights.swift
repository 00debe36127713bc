import Glibc

/// Rights that a test gives to a process.
package enum Rights {
  /// Words before an executable that give it another user's rights if the test is root.
  package static let ofNobody =
    geteuid() == 0
    ? ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : []
}
