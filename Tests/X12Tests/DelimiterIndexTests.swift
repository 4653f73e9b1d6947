import Diagnostics
import Testing

@testable import X12

/// The index is as large as what it was given to index, up to a block and one segment.
struct DelimiterIndexTests {
    private static let elementCountMax = 512
    private static var scan: ScanDelimiters { ScanDelimiters(element: 0x2A, terminator: 0x7E) }

    private static func indexed(_ bytes: [UInt8]) -> DelimiterIndex {
        var index = DelimiterIndex(elementCountMax: elementCountMax)
        while index.indexedEnd < bytes.count {
            while let terminator = index.nextTerminator { index.advance(past: terminator) }
            index.indexBlock(of: bytes.span, scan, .usual)
        }
        return index
    }

    @Test func aSmallSourceMakesASmallIndex() {
        let index = Self.indexed(Array("BEG*00*NE*4500001~".utf8))
        #expect(index.boundaries.prefix(index.boundaryCount) == [3, 6, 9, 17])
        #expect(index.boundaries.count < 100)
        #expect(index.terminators.count < 100)
        #expect(index.oddBytes.count < 4)
    }

    /// Each block ends inside a segment of as many elements as are kept, so that every block adds
    /// the most there can be to the most that can be left.
    @Test func theWorstSourceStaysWithinTheBound() {
        let block = DelimiterIndex.blockByteCount
        let separators = [UInt8](repeating: 0x2A, count: block - Self.elementCountMax - 1)
        let last = [UInt8](repeating: 0x2A, count: Self.elementCountMax)
        let piece = separators + [0x7E] + last
        let bytes = piece + piece + [0x7E]
        let index = Self.indexed(bytes)
        #expect(index.boundaryCount == Self.elementCountMax + 1)
        #expect(index.boundaries.count <= Self.elementCountMax + block + 100)
        #expect(index.terminators.count == block)
        #expect(index.boundaries[index.boundaryCount - 1] == UInt32(bytes.count - 1))
    }

    @Test func whatIsKeptOfASegmentOutlivesGrowth() {
        var index = DelimiterIndex(elementCountMax: Self.elementCountMax)
        let head = Array("PO1*1*24*".utf8)
        let bytes = head + [UInt8](repeating: 0x41, count: DelimiterIndex.blockByteCount) + [0x7E]
        index.indexBlock(of: bytes.span, Self.scan, .usual)
        let room = index.boundaries.count
        index.indexBlock(of: bytes.span, Self.scan, .usual)
        #expect(index.nextTerminator == 3)
        #expect(index.boundaries.prefix(4) == [3, 5, 8, UInt32(bytes.count - 1)])
        #expect(index.boundaries.count >= room)
    }
}
