extension Guide {
  /// By the command's name.
  static let commands = manifests.merging(dataSets) { $1 }.merging(checks) { $1 }
    .merging(manyHosts) { $1 }.merging(ofProgram) { $1 }

  private static let manifests = [
    "import": Guide(
      paragraphs: [
        """
        Reads a JSON array or JSON Lines, CSV and TSV with a header, a NeMo manifest, lhotse's supervisions \
        and cuts, an Audacity label track, and an audiofolder's metadata: plain or gzip-compressed, in \
        UTF-8, UTF-16 or UTF-32. Says which key fills which field, and which keys fill none.
        """
      ],
      examples: [
        "clipmill import hits.csv events.jsonl",
        "clipmill import hits.csv events.jsonl --field onset_time=seconds \\",
        "  --field components=drum",
        "clipmill import labels.txt events.jsonl --audio session-1.wav",
      ]),
    "inspect": Guide(
      paragraphs: [
        """
        Reads the first 1,000 events and a spread of the rest, so that it takes about a second whatever the \
        size; export --verify-only reads all. Nothing is written.
        """
      ],
      examples: [
        "clipmill inspect events.jsonl",
        "clipmill inspect events.jsonl --audio-root recordings --json",
      ]),
  ]

  private static let dataSets = [
    "export": Guide(
      paragraphs: [
        """
        Plans the export, renders the clips in several processes, merges their labels and prints a summary. \
        --resume continues an export that was stopped.
        """
      ],
      examples: [
        "clipmill export events.jsonl dataset --audio-root /data/audio",
        "clipmill export events.jsonl dataset --verify-only --deep",
        "clipmill export events.jsonl dataset --resume",
      ], exitCodes: Guide.program.exitCodes.filter { $0.code != 2 }),
    "status": Guide(
      paragraphs: [
        """
        Asks the coordinator, which it finds through the bundle. Where none answers, it says so, and shows \
        what the bundle's files hold and how old they are. A coordinator with keys answers only a client with a key; \
        without keys the files are read at once. Columns for which the terminal is too narrow are named.
        """,
        """
        With --watch the run fills the screen: a line a worker, those in trouble first; where there are many, several \
        stand beside each other, and the rest are a character each. q or Esc leaves. t, n, h, r and p order the \
        workers by trouble, name, host, rate (the slowest first) and progress; the arrows, j, k, space and b scroll. \
        A pipe, or a terminal that cannot be drawn on, gets a line each ten seconds, and after two minutes each minute.
        """,
      ],
      examples: [
        "clipmill status /shared/dataset --watch",
        "clipmill status --connect tcp://host:5555 --json \\",
        "  --key keys/reader-me.key --server-key keys/coordinator.pub",
      ], exitCodes: [(0, "the state is shown"), (66, "there is no run to show")]),
    "merge": Guide(
      paragraphs: [
        """
        Writes the labels of all committed clips now. While events remain, metadata.json says "complete": \
        false, and export --resume continues. Nothing is rendered.
        """
      ],
      examples: ["clipmill merge dataset"]),
    "reproduce": Guide(
      paragraphs: [
        """
        Says what becomes of the event: rendered, skipped, or quarantined because its decoder crashes, \
        hangs or takes too much memory. Manifest, roots, options and limits are those on record in the \
        bundle. The clips are made in a temporary folder and removed; nothing is written under the bundle.
        """
      ],
      examples: [
        "clipmill reproduce dataset 301", "clipmill reproduce dataset 301 --keep hit.wav",
      ],
      exitCodes: [(0, "the event was rendered, or skipped"), (1, "it would be quarantined")]),
    "compare": Guide(
      paragraphs: [
        """
        Lists which clips only one bundle has, which hold other audio and by how much, and which have \
        another label row. Folders, file formats and order do not matter. A bundle of the former Python \
        tool can be compared too.
        """
      ],
      examples: ["clipmill compare dataset dataset-of-yesterday"],
      exitCodes: [
        (0, "the data sets are the same"), (1, "they differ"), (66, "a bundle is not there"),
      ]),
    "pack": Guide(
      paragraphs: [
        """
        webdataset writes tars of whole samples, parquet tables with the sound in a column, shar what lhotse \
        calls so, npy one array of samples a split, files a file a clip. Each has a README that load_dataset \
        takes where it can, and croissant.json for catalogues.
        """,
        """
        The bytes depend on the bundle and the options alone. --resume continues a pack that was \
        interrupted, and on a complete one writes again what is gone.
        """,
      ],
      examples: [
        "clipmill pack dataset tars --to webdataset", "clipmill pack dataset arrays --to npy",
        "clipmill pack dataset kicks --to parquet --label kick --split train",
      ], exitCodes: packed),
    "unpack": Guide(
      paragraphs: ["Does what pack --to files does."],
      examples: ["clipmill unpack tars dataset"], exitCodes: packed),
  ]

  private static let packed: [(code: Int, words: String)] = [
    (0, "the pack is whole"), (65, "the bundle is not complete, or damaged"),
    (66, "there is no bundle"), (73, "something else is at the output"),
    (75, "interrupted; --resume continues"),
  ]

  private static let checks = [
    "health": Guide(
      paragraphs: [
        """
        Counts labels, splits, dynamics, velocity, openness, techniques, bleed, loudness, sessions, \
        drummers, duplicates and durations of a manifest, and checks a bundle clip by clip against itself.
        """,
        """
        Of clips it tells which are silent or clipped, where source sets peak late after their onsets, what \
        both splits have, and equal audio under different labels.
        """,
      ],
      examples: [
        "clipmill health --manifest events.jsonl \\",
        "  --taxonomy taxonomy.json --max-unknown-labels 0",
        "clipmill health --bundle dataset \\",
        "  --output health.json --html-output health.html",
      ],
      exitCodes: [
        (0, "every gate passes, and the bundle is in order"),
        (2, "a gate fails or its file cannot be used, or the bundle is not in order"),
        (66, "there is nothing to look at"),
      ]),
    "metrics": Guide(
      paragraphs: [
        """
        Counts events, sessions, labels, techniques and source sets, and shows how velocity and openness \
        are spread. With --compare it prints the drift: new and vanished labels, changed shares, the \
        population stability index, and the shift of velocity. Malformed lines are counted and skipped.
        """
      ],
      examples: [
        "clipmill metrics events.jsonl --output metrics.json",
        "clipmill metrics events.jsonl --compare metrics.json --fail-on large",
      ],
      exitCodes: [
        (0, "the snapshot was taken"), (2, "the manifest drifted as far as --fail-on says"),
      ]),
    "integrity": Guide(
      paragraphs: [
        """
        Checks that one root of each data set of the configuration is there and is not an empty mount \
        point; on request, that every file of its checksum manifest is there, and has the digest stated \
        there. The manifest's paths are relative to the roots, and a file may be in any of them.
        """
      ],
      examples: [
        "clipmill integrity",
        "clipmill integrity --verify-manifests --max-checks 100",
        "clipmill integrity --config configs/dataset_integrity.json \\",
        "  --recompute-digests",
      ],
      exitCodes: [
        (0, "every data set is in order"), (1, "a data set failed"),
        (2, "the configuration is not there, or bad"),
      ]),
    "checksums": Guide(
      paragraphs: [
        """
        Writes one line for each file, sorted by path, as sha256sum does. A link to a file stands for the file; \
        links to folders, pipes and the like are excluded and named. Where a file cannot be read, or the \
        work is interrupted, nothing is written.
        """
      ],
      examples: [
        "clipmill checksums /data/raw/slakh2100 slakh2100.sha256",
        "(cd /data/raw/slakh2100 && sha256sum --check --quiet) < slakh2100.sha256",
      ], exitCodes: [(0, "the manifest is written"), (1, "a file could not be read")]),
    "doctor": Guide(
      paragraphs: [
        """
        Looks at libraries, limits, what the storage of the bundle really does, clocks, keys, and whether the \
        coordinator can be reached; names what to do for each finding. Without a bundle, it tries the present \
        folder. What it writes there it removes again.
        """
      ],
      examples: [
        "clipmill doctor", "clipmill doctor /shared/dataset --json",
        "clipmill doctor /shared/dataset \\",
        "  --key keys/reader-me.key --server-key keys/coordinator.pub --keys keys",
      ],
      exitCodes: [
        (0, "no problem was found"), (1, "problems were found"), (75, "interrupted"),
      ]),
  ]

  private static let manyHosts = [
    "coordinator": Guide(
      paragraphs: [
        """
        Does what export does, but its workers are started by hand, Slurm, Kubernetes or systemd, on hosts \
        that share its file system.
        """
      ],
      examples: [
        "clipmill keygen keys",
        "clipmill coordinator events.jsonl /shared/dataset \\",
        "  --bind tcp://0.0.0.0:5555 \\",
        "  --key keys/coordinator.key --allow-list keys/allow-list",
        "clipmill worker --bundle /shared/dataset \\",
        "  --key keys/worker-worker.key --server-key keys/coordinator.pub",
      ], exitCodes: Guide.program.exitCodes.filter { $0.code != 2 }),
    "worker": Guide(
      paragraphs: [
        """
        Finds the coordinator by its address, or through the bundle that it works on, also after the \
        coordinator was started again on another host.
        """
      ],
      examples: [
        "clipmill worker --bundle /shared/dataset \\",
        "  --key keys/worker-node1.key --server-key keys/coordinator.pub",
      ],
      exitCodes: [
        (0, "the coordinator said that the run is complete"),
        (75, "interrupted, or no coordinator answered for --patience"),
        (77, "the key was refused"),
      ]),
    "keygen": Guide(
      paragraphs: [
        """
        Fills the folder (mode 0700) with coordinator.key and coordinator.pub, a pair for each named worker \
        and reader, and the allow-list. A later call adds names, which a running coordinator accepts within \
        seconds; nothing is ever replaced. With --if-missing a name whose key exists is kept, and is not an \
        error; without names, a folder that has keys of workers or readers gets no new ones. To revoke a key, \
        remove its line from the allow-list.
        """
      ],
      examples: [
        "clipmill keygen keys --worker node1 --worker node2 --reader me",
        "clipmill coordinator events.jsonl dataset --bind tcp://0.0.0.0:5555 \\",
        "  --key keys/coordinator.key --allow-list keys/allow-list",
        "clipmill worker --bundle dataset \\",
        "  --key keys/worker-node1.key --server-key keys/coordinator.pub",
      ]),
  ]

  private static let ofProgram = [
    "version": Guide(
      paragraphs: [
        "The revision is the one that git or CLIPMILL_REVISION named when scripts/build was run."
      ],
      examples: ["clipmill version --json"]),
    "help": Guide(examples: ["clipmill help export"]),
  ]
}
