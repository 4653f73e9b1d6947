import Testing
import X12

/// Copying what strangers sent.
struct CopiedSegmentTests {
    /// Found by fuzzing: an improper segment ID is bad data, not a fault of ours to trap on.
    @Test(arguments: ["PID0F*F", "P|*F", "Q*F", "P\u{1}D*F", "\u{0}E*F"])
    func segmentWithoutProperIDIsRefused(text: String) throws {
        var options = InterchangeWriter.Options()
        options.delimiters.element = UInt8(ascii: "|")
        var writer = InterchangeWriter(options)
        let bytes = Array(text.utf8)
        let end = UInt32(bytes.firstIndex(of: UInt8(ascii: "*")) ?? 0)
        let ends = [end, UInt32(bytes.count)]
        let view = SegmentView(bytes: bytes.span, ends: ends.span, fileOffset: 0)
        do throws(WriterError) {
            try writer.copySegment(view, from: .usual)
            Issue.record("written")
        } catch {
            #expect(error.code == .segmentID)
        }
        #expect(writer.bytes.isEmpty)
    }
}
