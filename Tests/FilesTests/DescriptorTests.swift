import Files
import Foundation
import Glibc
import Testing

struct DescriptorTests {
  @Test
  func `all is written to a pipe that does not wait, however slowly it is read`() throws {
    let pipe = Pipe()
    let writing = pipe.fileHandleForWriting.fileDescriptor
    let reading = pipe.fileHandleForReading
    _ = fcntl(writing, F_SETFL, O_NONBLOCK)
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0) }
    let writer = Thread {
      #expect(Descriptor.write(bytes, to: writing) == nil)
      try? pipe.fileHandleForWriting.close()
    }
    writer.start()
    #expect(try reading.readToEnd().map(Array.init) == bytes)
  }

  @Test
  func `a failed write returns the number of the error`() throws {
    let reading = try Descriptor(opening: "/dev/null", O_RDONLY)
    #expect(Descriptor.write([1], to: reading.number) == EBADF)
    #expect(throws: StorageError("write", "/dev/null", code: EBADF)) { try reading.write([1]) }
  }

  @Test
  func `bytes read are added behind the present ones, until the end`() throws {
    let file = try Descriptor(opening: "/proc/sys/kernel/ostype", O_RDONLY)
    var bytes: [UInt8] = [1]
    #expect(try file.read(3, onto: &bytes))
    #expect(bytes == [1] + Array("Lin".utf8))
    #expect(try file.read(100, onto: &bytes))
    #expect(try !file.read(100, onto: &bytes))
    #expect(bytes == [1] + Array("Linux\n".utf8))
  }
}
