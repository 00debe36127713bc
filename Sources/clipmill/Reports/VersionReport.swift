import Dataset
import Doctor
import Drawing
import Export
import JSON

/// The version of Clipmill, its build, and the libraries that it has loaded.
struct VersionReport: Encodable {
  let version = Build.version
  let revision = Build.revision
  let swift = "\(_SwiftStdlibVersion.current)"
  let libraries: OrderedFields<String>

  init() {
    libraries = OrderedFields(LoadedLibraries.versions.map { (Text($0.name), $0.version) })
  }

  var json: [UInt8] { JSONFile.document(self) }

  /// Lines for people, without the last line end.
  var text: String {
    let rows =
      [["revision", revision ?? "unknown"], ["Swift", swift]]
      + libraries.fields.map { [$0.name.string, $0.value] }
    return ([Build.generator] + Table([.text(), .text()], rows).lines()).joined(separator: "\n")
  }
}
