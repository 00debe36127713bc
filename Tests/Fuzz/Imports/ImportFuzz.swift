import Files
import Glibc
import Import
import Manifest

/// The imported file and its manifest, both in memory.
private let folder = "/dev/shm/clipmill-import-fuzz-\(getpid())"

// The function that libFuzzer calls (scripts/fuzz). The first byte of an input chooses the format of the rest.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzOneImport(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
  guard let data, size > 0 else { return 0 }
  mkdir(folder, 0o700)
  let (input, output) = (folder + "/in", folder + "/out")
  guard let file = fopen(input, "w") else { fatalError("no room in /dev/shm") }
  fwrite(data + 1, 1, size - 1, file)
  fclose(file)
  var request = ImportRequest(input: input, output: output)
  let formats = ImportFormat.allCases
  let choice = Int(data[0]) % (2 * formats.count)
  if choice < formats.count { request.format = formats[choice] }
  if data[0] % 3 == 0 { request.audio = "{}.wav" }
  request.overwrites = true
  unlink(output)
  do {
    let report = try Importer.run(request)
    precondition(!ImportWords(report, request).text.isEmpty)
    check(output, events: report.counts.events)
  } catch let error as ImportError {
    precondition(!error.description.isEmpty && !FileSystem.exists(output), "a part is left")
  } catch is StorageError {
    precondition(!FileSystem.exists(output), "a part is left")
  } catch {
    fatalError("\(error)")
  }
  return 0
}

/// Every line of the manifest is an event.
private func check(_ path: String, events: Int) {
  do {
    var reader = try ManifestReader(manifest: path)
    var parser = EventParser()
    var count = 0
    while let line = try reader.next() {
      guard case .event = parser.parse(line) else { fatalError("line \(line.number) is no event") }
      count += 1
    }
    precondition(count == events, "\(count) events, and not \(events)")
  } catch {
    fatalError("\(error)")
  }
}
