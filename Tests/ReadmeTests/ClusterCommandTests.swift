import Foundation
import Testing

// The commands in the documents under cluster, which other programs give to clipmill.

private func commands(_ name: String) throws -> [String] {
  Readme.commands(in: try Readme.text("cluster/\(name)/README.md"))
}

/// The command lines for clipmill that other programs carry: by sudo, by Slurm, in a container.
private func carried() throws -> [Command] {
  let sudo = try commands("systemd").filter { $0.hasPrefix("sudo -u clipmill clipmill ") }
    .map { line in
      line.split(separator: " ").dropFirst(4)
        .map { $0.replacingOccurrences(of: "/var/lib/clipmill/", with: "") }
    }
  let containers = try commands("container").compactMap { line -> [String]? in
    let words = line.split(separator: " ").map(String.init)
    guard line.hasPrefix("podman run "),
      let image = words.firstIndex(where: { $0.hasPrefix("clipmill:") })
    else { return nil }
    return Array(words[(image + 1)...])
  }
  let jobs = try commands("slurm").compactMap { line -> [String]? in
    let words = line.split(separator: " ").map(String.init)
    guard let script = words.firstIndex(of: "clipmill.sbatch"), !words.contains("--join") else {
      return nil
    }
    return ["coordinator"] + words[(script + 1)...] + ["--bind", "tcp://127.0.0.1:*"]
  }
  return (sudo + containers + jobs).map(Command.init)
}

@Test(arguments: try carried())
func `the executable accepts what the documents of clusters give it by other programs`(
  command: Command
) throws {
  let result = try Clipmill.inScratch { try Clipmill.run(command.words, in: $0) }
  #expect(result.exitCode != 64 && result.exitCode != 124, "\(result.errors)")
}

@Test
func `each way of carrying a command is found in the documents of clusters`() throws {
  let first = try carried().compactMap(\.words.first)
  #expect(Set(first) == ["keygen", "export", "coordinator"])
}

@Test
func `the units and overlays that the documents of clusters name are there`() throws {
  let files = FileManager.default
  let systemd = try commands("systemd").filter { $0.contains("systemctl ") }
  #expect(systemd.count > 1)
  for unit in systemd.flatMap({ $0.split(separator: " ") }) where unit.hasPrefix("clipmill-") {
    let name = unit.prefix { $0 != "@" } + "@.service"
    let path = Readme.folder.appending(path: "cluster/systemd/\(name)").path
    #expect(files.fileExists(atPath: path), "\(unit)")
  }
  for line in try commands("kubernetes") where line.hasPrefix("kubectl apply -k ") {
    let overlay = line.split(separator: " ").last ?? ""
    let path = Readme.folder.appending(path: "cluster/kubernetes/\(overlay)/kustomization.yaml")
    #expect(files.fileExists(atPath: path.path), "\(line)")
  }
}

@Test
func `the secrets of Kubernetes are of files that the commands beside them make`() throws {
  let lines = try commands("kubernetes")
  let token = try #require(lines.first { $0.contains("head -c 24 /dev/urandom") })
  let keygen = try #require(lines.first { $0.hasPrefix("clipmill keygen ") })
  let named = lines.flatMap { $0.matches(of: /--from-file=(\S+)/).map { String($0.output.1) } }
  #expect(named.count > 4)
  try Clipmill.inScratch { folder in
    let made = try Clipmill.run(
      keygen.split(separator: " ").dropFirst().map(String.init), in: folder)
    #expect(made.exitCode == 0, "\(made.errors)")
    let shell = Process()
    shell.executableURL = URL(filePath: "/bin/sh")
    shell.arguments = ["-c", token]
    shell.currentDirectoryURL = folder
    try shell.run()
    shell.waitUntilExit()
    #expect(shell.terminationStatus == 0)
    for name in named {
      #expect(FileManager.default.fileExists(atPath: folder.appending(path: name).path), "\(name)")
    }
  }
}
