internal import Appliance
internal import Foundation
internal import Glibc
internal import Translation

/// A document on the command line: a file or, for `-`, standard input, read in chunks.
struct InputFile {
    let name: String
    /// What was read, by place.
    let source: SourceBytes
    private let handle: FileHandle
    private(set) var format: DocumentFormat
    private var first: [UInt8]
    /// Size of the file; 0 for standard input.
    private let byteCount: Int
    private var readCount = 0
    private var shownPercent = -1
    /// Files from this size on show how far they are.
    private static let progressByteCountMin = 32 << 20
    private static let chunkByteCount = 1 << 20

    /// `keepsBytes` makes what comes through a pipe available by place, at the cost of a
    /// temporary file.
    init(_ name: String, keepsBytes: Bool = true) throws {
        self.name = name
        source = SourceBytes(name, keepsPipe: keepsBytes)
        if name == "-" {
            handle = .standardInput
        } else {
            guard FileManager.default.fileExists(atPath: name) else {
                throw CommandFailure(.notFound, "There is no file \(Terminal.printable(name)).")
            }
            guard let opened = FileHandle(forReadingAtPath: name) else {
                throw CommandFailure(.io, "\(Terminal.printable(name)) cannot be read.")
            }
            handle = opened
        }
        let attributes = try? FileManager.default.attributesOfItem(atPath: name)
        byteCount = (attributes?[.size] as? Int) ?? 0
        first = []
        format = .unknown
        first = try Self.chunk(handle, name)
        format = DocumentFormat.recognise(first.span)
    }

    var isEmpty: Bool { first.isEmpty }

    /// Whether it begins as a canonical document in JSON does.
    var isJSON: Bool {
        first.first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\n") } == UInt8(ascii: "{")
    }

    /// Everything that is left of it.
    mutating func rest() throws -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk: [UInt8] = []
        while try next(&chunk) { bytes += chunk }
        return bytes
    }

    private static func chunk(_ handle: FileHandle, _ name: String) throws -> [UInt8] {
        do {
            return Array(try handle.read(upToCount: chunkByteCount) ?? Data())
        } catch {
            throw CommandFailure(.io, "\(Terminal.printable(name)) cannot be read.")
        }
    }

    /// The next chunk; false at the end.
    mutating func next(_ chunk: inout [UInt8]) throws -> Bool {
        if first.isEmpty {
            chunk = try Self.chunk(handle, name)
        } else {
            chunk = first
            first = []
        }
        readCount += chunk.count
        source.append(chunk)
        showProgress(isEnd: chunk.isEmpty)
        return !chunk.isEmpty
    }

    private mutating func showProgress(isEnd: Bool) {
        guard byteCount >= Self.progressByteCountMin else { return }
        let percent = readCount * 100 / byteCount
        if isEnd {
            Terminal.endProgress()
        } else if percent != shownPercent {
            shownPercent = percent
            Terminal.progress("\(Terminal.printable(name)): \(percent) %")
        }
    }
}
