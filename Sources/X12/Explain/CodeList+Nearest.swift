/// A code of a list with its name.
package struct NamedCode: Sendable, Hashable {
    package let code: String
    /// Empty when the tables carry no name.
    package let name: String
}

extension CodeList {
    /// Every code with its name, in order of the codes.
    package var all: [NamedCode] {
        packedCodes.map(Self.unpacked).sorted().map {
            NamedCode(code: $0, name: name(of: $0) ?? "")
        }
    }

    private static func unpacked(_ key: UInt64) -> String {
        var count = 0
        while count < CodeKey.byteCountMax, key >> UInt64(8 * count) != UInt64(count + 1) {
            count += 1
        }
        var text = ""
        for index in (0..<count).reversed() {
            text.unicodeScalars.append(
                Unicode.Scalar(UInt8(truncatingIfNeeded: key >> UInt64(8 * index))))
        }
        return text
    }

    /// The codes that somebody who wrote `value` may have meant, the likeliest first: the same
    /// but for case or padding, one whose name is or begins with the value, a neighbour by one
    /// letter, a code the value begins with.
    package func nearest(to value: String, countMax: Int = 3) -> [NamedCode] {
        let wanted = value.uppercased().filter { $0 != " " }
        guard !wanted.isEmpty, wanted.utf8.count <= 80 else { return [] }
        let scored = all.compactMap { entry -> (score: Int, entry: NamedCode)? in
            Self.score(wanted, entry).map { ($0, entry) }
        }
        return scored.sorted { ($0.score, $0.entry.code) < ($1.score, $1.entry.code) }
            .prefix(countMax).map(\.entry)
    }

    /// How far a code is from the value; `nil` when it is not near.
    private static func score(_ wanted: String, _ entry: NamedCode) -> Int? {
        let code = entry.code.uppercased()
        if code == wanted { return 0 }
        let bare = { (text: String) in text.drop { $0 == "0" } }
        if wanted.count > 1, bare(code) == bare(wanted), !bare(wanted).isEmpty { return 1 }
        let words = entry.name.uppercased().split { !$0.isLetter && !$0.isNumber }
        if wanted.count > 2 {
            if words.count == 1, words[0] == wanted || words[0] == wanted + "S" { return 2 }
            if let first = words.first, first == wanted { return 4 + min(words.count, 9) }
        }
        if wanted.hasPrefix(code), code.count > 1 { return 14 + wanted.count - code.count }
        if wanted.count > 1, code.count > 1, !entry.name.isEmpty,
            isOneEdit(Array(wanted.utf8), Array(code.utf8))
        {
            return 20
        }
        if wanted.count > 3, words.contains(where: { $0.hasPrefix(wanted) }) { return 24 }
        if wanted.count > 1, code.hasPrefix(wanted) { return 25 }
        return nil
    }

    /// One letter changed, left out, put in, or two neighbours exchanged.
    static func isOneEdit(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard abs(left.count - right.count) <= 1 else { return false }
        var start = 0
        while start < min(left.count, right.count), left[start] == right[start] { start += 1 }
        let (a, b) = (left[start...], right[start...])
        if a.isEmpty, b.isEmpty { return false }
        if a.count == b.count {
            if a.dropFirst().elementsEqual(b.dropFirst()) { return true }
            return a.count >= 2 && a.first == b.dropFirst().first
                && b.first == a.dropFirst().first
                && a.dropFirst(2).elementsEqual(b.dropFirst(2))
        }
        return a.count > b.count
            ? a.dropFirst().elementsEqual(b) : b.dropFirst().elementsEqual(a)
    }
}
