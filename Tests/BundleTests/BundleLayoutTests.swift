import Bundle
import Dataset
import Testing

@Suite
struct BundleLayoutTests {
  private let bundle = BundleLayout("/data/./set/")

  @Test
  func `the bundle's files lie where its readers look for them`() {
    #expect(bundle.root == "/data/set")
    #expect(bundle.labels(of: .train) == "/data/set/train/train_labels.json")
    #expect(bundle.labels(of: .val) == "/data/set/val/val_labels.json")
    #expect(bundle.huggingFaceRows(of: .val) == "/data/set/val/metadata.jsonl")
    #expect(
      [
        bundle.components, bundle.skipped, bundle.card, bundle.croissant, bundle.metadata,
        bundle.checksums,
      ]
        == [
          "components.json", "skipped.jsonl", "README.md", "croissant.json", "metadata.json",
          "SHA256SUMS",
        ]
        .map { "/data/set/\($0)" })
  }

  @Test
  func `all run state lies under one directory`() {
    let state = [
      bundle.owner, bundle.status, bundle.journal(Epoch(1)), bundle.job, bundle.logs,
      bundle.unfinished,
      bundle.plan(1), bundle.reports,
    ]
    #expect(state.allSatisfy { $0.hasPrefix("/data/set/.clipmill/") })
    #expect(Set(state).count == state.count)
  }

  @Test
  func `run state that lies apart leaves in the bundle what is renamed within it`() {
    let apart = BundleLayout("/data/set", state: "/shared/./run/")
    let state = [
      apart.owner, apart.status, apart.journal(Epoch(1)), apart.job, apart.logs, apart.plan(1),
      apart.reports, apart.unitNames, apart.bundleReference,
    ]
    #expect(state.allSatisfy { $0.hasPrefix("/shared/run/") })
    #expect(
      [apart.unfinished, apart.units, apart.stateReference].allSatisfy {
        $0.hasPrefix("/data/set/.clipmill/")
      })
    #expect(apart.folders == ["/data/set", "/shared/run"])
    #expect(apart.isApart && !bundle.isApart)
    #expect(bundle.folders == ["/data/set"])
  }

  @Test(arguments: [(0, "0/x.jsonl"), (999, "0/x.jsonl"), (1000, "1/x.jsonl")])
  func `at most 1,000 shards share a directory of reports`(shard: Int, path: String) {
    #expect(BundleLayout.report(ShardIndex(shard), attempt: "x") == path)
  }
}
