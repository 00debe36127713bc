import Dataset
import Files
import JSON

extension IntegrityReport {
  /// The whole report as JSON.
  package func json() -> [UInt8] {
    var text = JSONText(indented: true)
    text.object { json in
      json.field("passed", failed.isEmpty)
      json.field("verified_manifests", request.verifiesManifests || request.recomputesDigests)
      json.field("recomputed_digests", request.recomputesDigests)
      json.field("max_checks", request.maxChecks)
      json.field("datasets", rows: datasets) { $1.write(&$0) }
    }
    text.newline()
    return text.bytes
  }
}

extension DatasetReport {
  fileprivate func write(_ json: inout JSONText) {
    json.field("name", name)
    json.field("passed", hasPassed)
    json.field("roots", rows: roots) { row, root in
      row.field("path", root.path)
      row.field("state", root.state.name)
      row.field("words", root.state.words.map { Text($0) })
    }
    json.field("checksum_manifest", checksumManifest.map { Text($0) })
    json.field("manifest_problem", manifestProblem.map { Text($0) })
    json.field("verified", isVerified)
    json.field("checked", checked)
    json.field("cut_short", isCutShort)
    json.field("sound", sound)
    for fault in EntryFault.allCases {
      json.key(text: Text(fault.rawValue))
      json.value(faults[fault] ?? 0)
    }
    json.field("bytes_hashed", bytesHashed)
    json.field("examples", object: writeExamples)
  }

  private func writeExamples(_ json: inout JSONText) {
    for fault in EntryFault.allCases {
      json.key(text: Text(fault.rawValue))
      json.array { list in
        for example in examples[fault] ?? [] {
          list.object { row in
            row.field("line", example.line)
            row.field("path", example.path.map { Text($0.description) })
            row.field("words", example.words)
          }
        }
      }
    }
  }
}
