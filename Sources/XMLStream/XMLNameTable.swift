/// The distinct names of one document, numbered as they appear.
struct XMLNameTable {
    struct Entry {
        let localName: Range<Int>
        let namespaceURI: Range<Int>
    }

    /// The addresses of two strings in libxml2's dictionary, which stores each string once and
    /// keeps it as long as the parser lives; address 0 stands for no namespace.
    struct Key: Hashable {
        let localName: UInt
        let namespaceURI: UInt
    }

    /// Most distinct names; a document with more is not a business document.
    static let countMax = 16_384

    private(set) var entries: [Entry] = []
    private(set) var bytes: [UInt8] = []
    private var numbers: [Key: Int32] = [:]
    /// Remembers recent answers: most documents have fewer names than this has places.
    private var recent = [(key: Key, number: Int32)](
        repeating: (Key(localName: 0, namespaceURI: 0), -1), count: 256)

    mutating func number(of key: Key) -> Int32? {
        // Addresses differ in their middle bits; the product brings all of them to the top.
        let mixed = (key.localName &+ key.namespaceURI &* 31) &* 0x9E37_79B9_7F4A_7C15
        let slot = Int(mixed >> 56)
        if recent[slot].key == key { return recent[slot].number }
        guard let number = numbers[key] else { return nil }
        recent[slot] = (key, number)
        return number
    }

    /// - Returns: `nil` when the table is full.
    mutating func insert(
        _ key: Key, localName: Span<UInt8>, namespaceURI: Span<UInt8>
    ) -> Int32? {
        guard entries.count < Self.countMax else { return nil }
        let number = Int32(entries.count)
        let local = append(localName)
        entries.append(Entry(localName: local, namespaceURI: append(namespaceURI)))
        numbers[key] = number
        return number
    }

    func localName(of number: Int) -> String {
        bytes.span.extracting(entries[number].localName).xmlText
    }

    private mutating func append(_ name: Span<UInt8>) -> Range<Int> {
        let start = bytes.count
        for index in name.indices { bytes.append(name[index]) }
        return start..<bytes.count
    }
}
