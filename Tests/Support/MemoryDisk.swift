import Glibc
import Spool

/// Why a call on the disk in memory failed, as the system's number.
struct DiskFailure: Error {
    let errno: Int32
}

/// The state of a `FaultyFileSystem`: what programs see now, and what a death would leave.
struct MemoryDisk {
    static let root = 1

    private struct Node {
        var isDirectory: Bool
        var bytes: [UInt8] = []
        var entries: [FileName: Int] = [:]
        var durableBytes: [UInt8] = []
        var durableEntries: [FileName: Int] = [:]
        var modified: Int64
    }

    private struct Place: Hashable {
        let directory: Int
        let name: FileName
    }

    /// One change that survives whole or not at all.
    private struct Change {
        /// What each place holds afterwards; `nil` when nothing.
        var edits: [(place: Place, node: Int?)]
    }

    private struct Descriptor {
        let node: Int
        var offset = 0
    }

    private var nodes: [Int: Node] = [root: Node(isDirectory: true, modified: 0)]
    private var nextNode = 2
    private var descriptors: [Int32: Descriptor] = [:]
    private var nextDescriptor: Int32 = 3
    private var pending: [Change] = []
    private var time: Int64 = 0
    private let writeByteCountMax: Int

    init(writeByteCountMax: Int) { self.writeByteCountMax = writeByteCountMax }

    // MARK: Looking

    func node(of descriptor: Int32) throws(DiskFailure) -> Int {
        guard let open = descriptors[descriptor] else { throw DiskFailure(errno: EBADF) }
        return open.node
    }

    func lookUp(_ name: FileName, in directory: Int) throws(DiskFailure) -> Int {
        guard let found = nodes[directory]?.entries[name] else {
            throw DiskFailure(errno: ENOENT)
        }
        return found
    }

    func names(in descriptor: Int32) throws(DiskFailure) -> [FileName] {
        let node = try node(of: descriptor)
        return (nodes[node]?.entries.keys).map { $0.sorted() } ?? []
    }

    func status(_ index: Int) throws(DiskFailure) -> FileStatus {
        guard let node = nodes[index] else { throw DiskFailure(errno: ENOENT) }
        return FileStatus(
            kind: node.isDirectory ? .directory : .file, device: 1, inode: UInt64(index),
            size: Int64(node.bytes.count), modified: node.modified, changed: node.modified,
            mode: 0o640, linkCount: 1, owner: 0)
    }

    // MARK: Opening

    mutating func openNode(_ node: Int) -> Int32 {
        defer { nextDescriptor += 1 }
        descriptors[nextDescriptor] = Descriptor(node: node)
        return nextDescriptor
    }

    mutating func open(_ path: [FileName], from descriptor: Int32) throws(DiskFailure) -> Int32 {
        var node = try node(of: descriptor)
        for name in path { node = try lookUp(name, in: node) }
        return openNode(node)
    }

    mutating func close(_ descriptor: Int32) { descriptors[descriptor] = nil }

    // MARK: Bytes

    mutating func read(_ descriptor: Int32, _ count: Int) throws(DiskFailure) -> [UInt8] {
        let open = try node(of: descriptor)
        let offset = descriptors[descriptor]?.offset ?? 0
        let bytes = Array((nodes[open]?.bytes ?? []).dropFirst(offset).prefix(count))
        descriptors[descriptor]?.offset += bytes.count
        return bytes
    }

    mutating func write(_ bytes: [UInt8], to descriptor: Int32) throws(DiskFailure) -> Int {
        let node = try node(of: descriptor)
        let accepted = bytes.prefix(writeByteCountMax)
        time += 1
        nodes[node]?.bytes += accepted
        nodes[node]?.modified = time
        return accepted.count
    }

    mutating func rewind(_ descriptor: Int32) { descriptors[descriptor]?.offset = 0 }

    mutating func sync(_ descriptor: Int32) throws(DiskFailure) {
        let node = try node(of: descriptor)
        let bytes = nodes[node]?.bytes ?? []
        nodes[node]?.durableBytes = bytes
    }

    mutating func syncAllBytes() {
        for (index, node) in nodes { nodes[index]?.durableBytes = node.bytes }
    }

    // MARK: Names

    mutating func makeDirectory(
        _ name: FileName, in descriptor: Int32
    ) throws(DiskFailure) -> Bool {
        let directory = try node(of: descriptor)
        if nodes[directory]?.entries[name] != nil { return false }
        make(name, in: directory, isDirectory: true)
        return true
    }

    mutating func create(_ name: FileName, in descriptor: Int32) throws(DiskFailure) -> Int32 {
        let directory = try node(of: descriptor)
        guard nodes[directory]?.entries[name] == nil else { throw DiskFailure(errno: EEXIST) }
        return openNode(make(name, in: directory, isDirectory: false))
    }

    mutating func rename(
        _ name: FileName, _ from: Int32, _ newName: FileName, _ to: Int32
    ) throws(DiskFailure) {
        let (source, target) = (try node(of: from), try node(of: to))
        let node = try lookUp(name, in: source)
        guard nodes[target]?.entries[newName] == nil else { throw DiskFailure(errno: EEXIST) }
        apply(
            Change(edits: [
                (Place(directory: source, name: name), nil),
                (Place(directory: target, name: newName), node),
            ]))
    }

    mutating func remove(_ name: FileName, in descriptor: Int32) throws(DiskFailure) {
        let directory = try node(of: descriptor)
        _ = try lookUp(name, in: directory)
        apply(Change(edits: [(Place(directory: directory, name: name), nil)]))
    }

    @discardableResult
    private mutating func make(_ name: FileName, in directory: Int, isDirectory: Bool) -> Int {
        defer { nextNode += 1 }
        time += 1
        nodes[nextNode] = Node(isDirectory: isDirectory, modified: time)
        apply(Change(edits: [(Place(directory: directory, name: name), nextNode)]))
        return nextNode
    }

    private mutating func apply(_ change: Change) {
        for edit in change.edits {
            nodes[edit.place.directory]?.entries[edit.place.name] = edit.node
        }
        pending.append(change)
    }

    // MARK: Lasting

    /// Saves each change to the directory, together with the earlier changes it builds on.
    mutating func syncDirectory(_ descriptor: Int32) throws(DiskFailure) {
        let directory = try node(of: descriptor)
        var places: Set<Place> = []
        var saved: [Change] = []
        var rest: [Change] = []
        for change in pending.reversed() {
            let touched = change.edits.map(\.place)
            if touched.contains(where: { $0.directory == directory || places.contains($0) }) {
                places.formUnion(touched)
                saved.append(change)
            } else {
                rest.append(change)
            }
        }
        for change in saved.reversed() { save(change) }
        pending = rest.reversed()
    }

    private mutating func save(_ change: Change) {
        for edit in change.edits {
            nodes[edit.place.directory]?.durableEntries[edit.place.name] = edit.node
        }
    }

    mutating func restart(_ loss: FaultyFileSystem.Loss, seed: UInt64) {
        var chance = SplitMix(state: seed)
        var lost: Set<Place> = []
        for change in pending {
            let places = change.edits.map(\.place)
            let survives =
                switch loss {
                case .kept: true
                case .dropped: false
                case .torn: lost.isDisjoint(with: places) && chance.next() % 2 == 0
                }
            if survives { save(change) } else { lost.formUnion(places) }
        }
        pending = []
        descriptors = [:]
        for (index, node) in nodes.sorted(by: { $0.key < $1.key }) {
            var node = node
            if node.bytes != node.durableBytes, loss != .dropped {
                node.durableBytes = loss == .kept ? node.bytes : torn(node.bytes, &chance)
            }
            node.bytes = node.durableBytes
            node.entries = node.durableEntries
            nodes[index] = node
        }
    }

    private func torn(_ bytes: [UInt8], _ chance: inout SplitMix) -> [UInt8] {
        let length = Int(chance.next() % UInt64(bytes.count + 1))
        let good = length == 0 ? 0 : Int(chance.next() % UInt64(length))
        return Array(bytes[..<good]) + [UInt8](repeating: 0, count: length - good)
    }

    // MARK: Other parties

    mutating func plant(_ path: [FileName], _ bytes: [UInt8]) {
        guard let name = path.last, let directory = directory(path.dropLast()) else { return }
        let node = make(name, in: directory, isDirectory: false)
        nodes[node]?.bytes = bytes
        nodes[node]?.durableBytes = bytes
        settleLast()
    }

    mutating func collect(_ path: [FileName]) -> [(name: FileName, bytes: [UInt8])] {
        guard let directory = directory(path[...]) else { return [] }
        let files = (nodes[directory]?.entries ?? [:]).sorted { $0.key < $1.key }
        return files.map { name, node in
            apply(Change(edits: [(Place(directory: directory, name: name), nil)]))
            settleLast()
            return (name, nodes[node]?.bytes ?? [])
        }
    }

    private func directory(_ path: ArraySlice<FileName>) -> Int? {
        path.reduce(Self.root) { node, name in node.flatMap { nodes[$0]?.entries[name] } }
    }

    private mutating func settleLast() {
        if let change = pending.popLast() { save(change) }
    }
}

/// Steele, Lea and Flood's SplitMix64: small, good enough, and the same on every machine.
private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
