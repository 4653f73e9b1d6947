import Diagnostics
import Mapping
import X12

/// Places segments by walking the set table, slowly and obviously: the first row at or after the
/// last one that has the segment, inside an open loop or at the trigger of one that may open.
struct SegmentPlacer {
    let schema: TransactionSetSchema
    private var row = -1

    init(schema: TransactionSetSchema) { self.schema = schema }

    mutating func place(_ id: SegmentID) -> Int? {
        var loop = row >= 0 ? schema.rows[row].loop : nil
        var found = rows(of: id, in: loop, from: row)
        // Leave one loop after another until the segment has a place.
        while found == nil, let current = loop {
            let trigger = schema.loops[current].triggerRow
            if schema.rows[trigger].segment.id == id {
                found = trigger
                break
            }
            loop = schema.loops[current].parent
            found = rows(of: id, in: loop, from: row)
        }
        if let found { row = found }
        return found
    }

    private func rows(of id: SegmentID, in loop: Int?, from start: Int) -> Int? {
        schema.rows.first { candidate in
            guard candidate.index >= start, candidate.segment.id == id else { return false }
            if candidate.opensLoop {
                return candidate.loop.map { schema.loops[$0].parent } == .some(loop)
                    && candidate.index > start
            }
            return candidate.loop == loop
        }?.index
    }
}

/// Segments of a set as text, one a line or separated by `~`, through reader and placer.
func read(
    _ text: String, with map: CompiledMap, limits: Limits = Limits()
) -> (reading: DocumentReading, unplaced: [String]) {
    var reader = X12DocumentReader(map: map, delimiters: .usual, limits: limits)
    var placer = SegmentPlacer(schema: map.schema)
    var unplaced: [String] = []
    var position = 0
    var offset = 0
    for line in text.split(whereSeparator: { $0 == "~" || $0.isNewline }) {
        let bytes = Array(line.utf8)
        var ends: [UInt32] = []
        for index in bytes.indices where bytes[index] == UInt8(ascii: "*") {
            ends.append(UInt32(index))
        }
        ends.append(UInt32(bytes.count))
        position += 1
        let view = SegmentView(bytes: bytes.span, ends: ends.span, fileOffset: offset)
        let row = placer.place(view.id)
        if row == nil { unplaced.append(String(line)) }
        reader.segment(view, at: SegmentPlace(row: row, segmentPosition: position))
        offset += bytes.count + 1
    }
    return (reader.finish(), unplaced)
}

extension OutgoingSegment {
    /// As X12 has it with the usual delimiters, terminator and newline included.
    var text: String {
        ([id.description]
            + elements.map { element in
                switch element {
                case .simple(let text): text
                case .composite(let components): components.joined(separator: ">")
                }
            }).joined(separator: "*") + "~\n"
    }
}
