import Configuration
import Glibc
import Mapping
import X12

/// Where things lie, and the failure when they do not.
struct Site {
    /// The repository.
    let root: String
    /// Generated interchanges.
    let inputs: String
    /// The release executable.
    let waybill: String

    struct Missing: Error, CustomStringConvertible { let description: String }

    /// A generated interchange; `nil`, with a line in the report, when it is not there.
    func input(_ name: String) -> [UInt8]? {
        guard let bytes = try? Self.read("\(inputs)/\(name)") else {
            Report.skip(name, because: "it was not generated")
            return nil
        }
        return bytes
    }

    func has(_ name: String) -> Bool { access("\(inputs)/\(name)", R_OK) == 0 }

    static func read(_ path: String) throws -> [UInt8] {
        guard let file = fopen(path, "rb") else { throw Missing(description: "no \(path)") }
        defer { fclose(file) }
        fseek(file, 0, SEEK_END)
        let size = ftell(file)
        rewind(file)
        return unsafe [UInt8](unsafeUninitializedCapacity: max(0, size)) { buffer, count in
            count = unsafe fread(buffer.baseAddress, 1, buffer.count, file)
        }
    }

    static func write(_ bytes: [UInt8], to path: String) throws {
        guard let file = fopen(path, "wb") else {
            throw Missing(description: "cannot write \(path)")
        }
        defer { fclose(file) }
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
            throw Missing(description: "cannot write \(path)")
        }
    }

    static func write(_ text: String, to path: String) throws {
        try write(Array(text.utf8), to: path)
    }

    func schemas() throws -> SchemaLibrary {
        try SchemaLibrary { try Self.read("\(root)/maps/x12/\($0)") }
    }

    func maps(_ schemas: SchemaLibrary) throws -> MapLibrary {
        let names = ["x12/810", "x12/850", "x12/855", "x12/856", "xml/meridian-invoice"]
        return try MapLibrary(paths: names.map { "\($0).yaml" }, schemas: schemas) {
            try Self.read("\(root)/maps/\($0)")
        }
    }

    func configuration(_ path: String) throws -> ConfigurationNode {
        try ConfigurationReader.read(Self.read("\(root)/\(path)"), file: path)
    }

    static func node(_ text: String, named file: String) throws -> ConfigurationNode {
        try ConfigurationReader.read(Array(text.utf8), file: file)
    }
}

extension [UInt8] {
    /// Calls the body with the bytes cut into chunks, as the appliance reads files.
    func forEachChunk(
        of byteCount: Int = 1 << 20, _ body: (Span<UInt8>) throws -> Void
    ) rethrows {
        var start = 0
        while start < count {
            let end = Swift.min(start + byteCount, count)
            try body(span.extracting(start..<end))
            start = end
        }
    }

    var megabytes: Double { Double(count) / 1e6 }
}
