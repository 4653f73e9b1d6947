import Glibc
import Spool
import Testing

@Suite("Errors of the spool")
struct SpoolErrorTests {
    @Test(
        "The system's number becomes a code that says whether to try again",
        arguments: [
            (ENOSPC, "no-space", true), (EDQUOT, "no-space", true), (EIO, "io", true),
            (EROFS, "io", true), (EMFILE, "exhausted", true), (EACCES, "no-permission", false),
            (ENOENT, "not-found", false), (ELOOP, "not-regular-file", false),
            (EEXIST, "already-exists", false), (ENAMETOOLONG, "bad-name", false),
        ])
    func codes(errno: Int32, code: String, isRetryable: Bool) {
        let error = SpoolError(errno: errno, operation: "openat", path: "x")
        #expect(error.code.rawValue == code)
        #expect(error.isRetryable == isRetryable)
    }

    @Test("The text says what failed, where and why, with the vendor's name escaped")
    func text() throws {
        let temporary = try TemporarySpool()
        let name = try #require(FileName("po\u{1b}[31m.edi"))
        let directory = try PosixFileSystem().openRoot(temporary.inbound)
        let error = #expect(throws: SpoolError.self) {
            _ = try PosixFileSystem().openForReading(name, in: directory)
        }
        #expect(
            error?.description
                == "openat \(temporary.inbound)/po\\x1b[31m.edi: No such file or directory (2)")
    }
}
