import Glibc
import TestSupport
import Testing

@testable import Files

/// A look that fails is not a look that found nothing.
@Suite
struct UnseenTests {
  private let folder = ScratchFolder()

  @Test
  func `a look finds something, or nothing, or fails`() throws {
    folder.write("file", "x")
    #expect(try FileStatus.ifThere(folder.path("file"))?.kind == .regularFile)
    #expect(try FileStatus.ifThere(folder.path("gone")) == nil)
    #expect(try FileStatus.ifThere(folder.path("file/below")) == nil)
    #expect(symlink("loop", folder.path("loop")) == 0)
    #expect {
      try FileStatus.ifThere(folder.path("loop"))
    } throws: {
      "\($0)" == "could not look at \(folder.path("loop")): Too many levels of symbolic links"
    }
  }

  @Test
  func `an entry whose kind the folder does not state is looked at, and errors are thrown`()
    throws
  {
    func kind(_ type: Int, _ code: Int32) throws -> DirectoryListing.Kind {
      try DirectoryListing.kind(type) { () throws(StorageError) in
        throw StorageError("look at", "a", code: code)
      }
    }
    for (found, kind) in [
      (.regularFile, .regularFile), (.directory, .directory), (.symbolicLink, .other),
    ] as [(FileStatus.Kind, DirectoryListing.Kind)] {
      #expect(try DirectoryListing.kind(DT_UNKNOWN) { () throws(StorageError) in found } == kind)
    }
    #expect(try kind(DT_REG, EIO) == .regularFile)
    #expect(try kind(DT_UNKNOWN, ENOENT) == .other)
    for code in [EIO, ESTALE, EACCES] {
      #expect(throws: StorageError.self) { try kind(DT_UNKNOWN, code) }
    }
  }

  @Test
  func `without a descriptor left, a taken name is not taken for the clip's own`() async {
    await #expect(processExitsWith: .success) {
      let folder = ScratchFolder()
      for name in ["take", "TAKE"] { folder.write(name, "") }
      let before = try FileSystem.nameInAnotherCase(folder.path("take"))
      precondition(before == nil)
      Descriptors.leave(0)
      do throws(StorageError) {
        _ = try FileSystem.nameInAnotherCase(folder.path("take"))
        preconditionFailure("a folder that cannot be listed has no such name")
      } catch {
        precondition(error.description.hasPrefix("could not list \(folder.path): "))
      }
    }
  }

  @Test
  func `without a descriptor left, a process that lives is not one that is gone`() async {
    await #expect(processExitsWith: .success) {
      let (own, gone) = (try Host.startTime(of: getpid()), try Host.startTime(of: .max))
      precondition(own ?? 0 > 0 && gone == nil)
      Descriptors.leave(0)
      do throws(StorageError) {
        _ = try Host.startTime(of: getpid())
        preconditionFailure("a process that cannot be seen is gone")
      } catch {
        precondition(error.description.contains("Too many open files"))
      }
    }
  }
}
