/// Finds the name somebody probably meant.
package enum NearestName {
    /// The candidate with the smallest edit distance to `word`, when it is near enough to be worth
    /// naming: one edit for short words, a third of the letters for long ones.
    package static func of(_ word: String, among candidates: some Sequence<String>) -> String? {
        let allowed = max(1, word.count / 3)
        var best: (name: String, distance: Int)?
        for candidate in candidates.sorted() {
            let distance = distance(from: word.lowercased(), to: candidate.lowercased())
            if distance <= allowed, distance < best?.distance ?? .max {
                best = (candidate, distance)
            }
        }
        return best?.name
    }

    /// `did you mean 'x'?`, or the choices when nothing is near and there are few.
    package static func suggestion(for word: String, among candidates: [String]) -> String? {
        if let near = of(word, among: candidates) { return "did you mean '\(near)'?" }
        guard !candidates.isEmpty, candidates.count <= 40 else { return nil }
        return "use one of " + candidates.joined(separator: ", ")
    }

    /// Levenshtein distance with neighbouring letters exchanged counted as one edit.
    static func distance(from left: String, to right: String) -> Int {
        let a = Array(left.unicodeScalars.prefix(64))
        let b = Array(right.unicodeScalars.prefix(64))
        var beforePrevious: [Int] = []
        var previous = Array(0...b.count)
        for row in a.indices {
            var current = [row + 1]
            for column in b.indices {
                let substitution = previous[column] + (a[row] == b[column] ? 0 : 1)
                var cost = min(previous[column + 1] + 1, current[column] + 1, substitution)
                if row > 0, column > 0, a[row] == b[column - 1], a[row - 1] == b[column] {
                    cost = min(cost, beforePrevious[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforePrevious, previous) = (previous, current)
        }
        return previous[b.count]
    }
}
