internal import Appliance
internal import Foundation
internal import Glibc
internal import Translation

/// A document on the command line: a file or, for `-`, standard input, read in chunks.
struct InputFile {
    let name: String
    private let handle: FileHandle
    private(set) var format: DocumentFormat
    private var first: [UInt8]
    private static let chunkByteCount = 1 << 20

    init(_ name: String) throws {
        self.name = name
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
        first = []
        format = .unknown
        first = try Self.chunk(handle, name)
        format = DocumentFormat.recognise(first.span)
    }

    var isEmpty: Bool { first.isEmpty }

    private static func chunk(_ handle: FileHandle, _ name: String) throws -> [UInt8] {
        do {
            return Array(try handle.read(upToCount: chunkByteCount) ?? Data())
        } catch {
            throw CommandFailure(.io, "\(Terminal.printable(name)) cannot be read.")
        }
    }

    /// The next chunk; false at the end.
    mutating func next(_ chunk: inout [UInt8]) throws -> Bool {
        if !first.isEmpty {
            chunk = first
            first = []
            return true
        }
        chunk = try Self.chunk(handle, name)
        return !chunk.isEmpty
    }
}
