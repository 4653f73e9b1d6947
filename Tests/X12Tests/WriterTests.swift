import Testing
import X12

struct WriterTests {
    /// A purchase order of a hospital, with composites and gaps.
    private static let order = """
        ISA*00*          *00*          *ZZ*STCLAREHOSP    *01*071234565      *260302*0915*U*00401*\
        000000417*0*T*>~
        GS*PO*STCLAREHOSP*071234565*20260302*0915*417*X*004010~
        ST*850*0001~
        BEG*00*SA*PO00042**20260302~
        REF*CT*C-7781**LB>1>>2~
        PO1*1*24*CA***VC*GLV-0440~
        MEA**WT*12*LB>>2~
        CTT*1~
        SE*7*0001~
        GE*1*417~
        IEA*1*000000417~

        """

    private static func open(
        _ change: (inout InterchangeWriter.Options) -> Void = { _ in }
    ) throws -> InterchangeWriter {
        var options = InterchangeWriter.Options()
        change(&options)
        var writer = InterchangeWriter(options)
        var interchange = InterchangeHeader()
        interchange.senderQualifier = "ZZ"
        interchange.senderID = "STCLAREHOSP"
        interchange.receiverQualifier = "01"
        interchange.receiverID = "071234565"
        interchange.date = "260302"
        interchange.time = "0915"
        interchange.version = options.delimiters.repetition == nil ? "00401" : "00501"
        interchange.controlNumber = "417"
        interchange.usage = "T"
        try writer.beginInterchange(interchange)
        return writer
    }

    private func written(_ writer: consuming InterchangeWriter) -> String {
        String(decoding: writer.takeBytes(), as: UTF8.self)
    }

    /// The bytes of one segment.
    private func segment(
        _ id: SegmentID, _ options: InterchangeWriter.Options = .init(),
        _ body: (inout InterchangeWriter) throws -> Void
    ) throws -> String {
        var writer = try Self.open { $0 = options }
        _ = writer.takeBytes()
        writer.beginSegment(id)
        try body(&writer)
        writer.endSegment()
        return written(writer)
    }

    @Test func interchangeHeaderIsFixedInWidth() throws {
        let bytes = written(try Self.open())
        #expect(bytes.utf8.count == 106)
        #expect(Self.order.hasPrefix(bytes))
    }

    @Test func laterVersionsCarryTheRepetitionSeparator() throws {
        let bytes = Array(written(try Self.open { $0.delimiters.repetition = 0x5E }).utf8)
        #expect(bytes[82] == 0x5E && bytes[104] == UInt8(ascii: ">"))
    }

    @Test func trailersCountWhatWasWritten() throws {
        var writer = try Self.open { $0.newlineAfterSegment = true }
        for group in ["1", "2"] {
            var header = FunctionalGroupHeader()
            header.functionalID = "PO"
            header.controlNumber = group
            try writer.beginGroup(header)
            for set in ["0001", "0002", "0003"] {
                var header = TransactionSetHeader()
                header.set = "850"
                header.controlNumber = set
                try writer.beginTransactionSet(header)
                try writer.writeSegment("BEG", ["00", "SA", "PO00042"])
                // Nothing in it: not sent, not counted.
                try writer.writeSegment("REF", ["", ""])
                try writer.endTransactionSet()
            }
            try writer.endGroup()
        }
        try writer.endInterchange()
        let lines = written(writer).split(separator: "\n")
        #expect(lines.filter { $0.hasPrefix("SE") }.allSatisfy { $0.hasPrefix("SE*3*000") })
        #expect(lines.filter { $0.hasPrefix("GE") } == ["GE*3*1~", "GE*3*2~"])
        #expect(lines.last == "IEA*2*000000417~")
    }

    @Test func trailingEmptyPartsAreLeftOut() throws {
        let text = try segment("REF") { writer in
            try writer.element("CT")
            writer.element()
            try writer.element("")
            try writer.element("LB")
            writer.component()
            try writer.component("7")
            writer.component()
            writer.element()
        }
        #expect(text == "REF*CT***LB>>7~")
    }

    /// A simple element repeats its value, a composite its first component.
    @Test func repetitionsHaveValues() throws {
        var options = InterchangeWriter.Options()
        options.delimiters.repetition = UInt8(ascii: "^")
        let text = try segment("DMG", options) { writer in
            try writer.element("7")
            try writer.repetition("8")
            try writer.repetition("")
            try writer.element("RET")
            try writer.component("1")
            try writer.repetition([0x52, 0x45].span)
            try writer.component("2")
        }
        #expect(text == "DMG*7^8*RET>1^RE>2~")
        let error = #expect(throws: WriterError.self) {
            try segment("DMG") { writer in
                try writer.element("7")
                try writer.repetition("8")
            }
        }
        #expect(error?.code == .repetitionNotSupported)
    }

    @Test func repetitionsFollowTheirSeparator() throws {
        var options = InterchangeWriter.Options()
        options.delimiters.repetition = UInt8(ascii: "^")
        let text = try segment("DMG", options) { writer in
            writer.element()
            try writer.element("RET")
            try writer.component("1")
            try writer.repetition()
            try writer.component("2")
        }
        #expect(text == "DMG**RET>1^>2~")
        let error = #expect(throws: WriterError.self) {
            try segment("DMG") { try $0.repetition() }
        }
        #expect(error?.code == .repetitionNotSupported)
    }

    @Test(arguments: [
        ("A*B", "PID05: the value holds '*', which separates elements in this interchange"),
        ("A~B", "PID05: the value holds '~', which ends segments in this interchange"),
        ("A>B", "PID05: the value holds '>', which separates components in this interchange"),
        ("A\nB", "PID05: the value holds the control character 10"),
    ])
    func separatingByteIsRefused(value: String, message: String) throws {
        var writer = try Self.open()
        let before = writer.bytes.count
        writer.beginSegment("PID")
        try writer.element("F")
        for _ in 0..<3 { writer.element() }
        do throws(WriterError) {
            try writer.element(value)
            Issue.record("written")
        } catch {
            #expect(error.description == message)
        }
        #expect(writer.bytes.count == before, "nothing of the segment stays")
        try writer.writeSegment("PID", ["F"])
        #expect(writer.bytes.suffix(6) == Array("PID*F~".utf8)[...])
    }

    @Test func separatingByteIsReplacedWhenTold() throws {
        var options = InterchangeWriter.Options()
        options.values = .replace(with: UInt8(ascii: " "))
        let text = try segment("PID", options) { try $0.element("glove*nitrile\r\n~L") }
        #expect(text == "PID*glove nitrile   L~")
    }

    @Test func unusableEnvelopeIsRefused() throws {
        func code(_ change: (inout InterchangeHeader, inout Delimiters) -> Void) throws
            -> WriterError.Code?
        {
            var options = InterchangeWriter.Options()
            var header = InterchangeHeader()
            header.date = "260302"
            header.time = "0915"
            header.version = "00401"
            change(&header, &options.delimiters)
            var writer = InterchangeWriter(options)
            do throws(WriterError) {
                try writer.beginInterchange(header)
                return nil
            } catch {
                return error.code
            }
        }
        #expect(try code { _, _ in } == nil)
        #expect(try code { header, _ in header.senderID = "SIXTEEN LETTERS!" } == .wrongLength)
        #expect(try code { header, _ in header.receiverID = "A*B" } == .delimiterInValue)
        #expect(try code { header, _ in header.date = "2603" } == .notDigits)
        #expect(try code { header, _ in header.controlNumber = "1234567890" } == .notDigits)
        #expect(try code { header, _ in header.version = "00501" } == .unusableDelimiters)
        #expect(try code { _, marks in marks.segment = marks.element } == .unusableDelimiters)
        #expect(try code { _, marks in marks.component = nil } == .unusableDelimiters)
    }

    @Test func writingWhatWasReadGivesTheSameBytes() {
        var options = InterchangeWriter.Options()
        options.newlineAfterSegment = true
        var copy = CopyingConsumer(options)
        SegmentFeed().feed(Self.order, to: &copy)
        #expect(copy.failure == nil)
        #expect(String(decoding: copy.writer.takeBytes(), as: UTF8.self) == Self.order)
    }

    @Test func copyingChangesDelimiters() {
        var options = InterchangeWriter.Options()
        options.delimiters = Delimiters(
            element: UInt8(ascii: "|"), component: UInt8(ascii: "^"), repetition: nil,
            segment: UInt8(ascii: "\n"))
        var copy = CopyingConsumer(options)
        SegmentFeed().feed(Self.order, to: &copy)
        let text = String(decoding: copy.writer.takeBytes(), as: UTF8.self)
        #expect(text.contains("\nREF|CT|C-7781||LB^1^^2\nPO1|1|24|CA|||VC|GLV-0440\n"))
    }

    /// What a value becomes in a set, and what is told of it.
    @Test(arguments: [
        (X12CharacterSet.utf8, "Crème <5%>", "Crème <5% "),
        (.extended, "Crème brûlée µg ½ – “x”", "Creme brulee ug ? - \"x\""),
        (.basic, "Crème [5%] a_b|c #7", "CREME (5?) A-B/C ?7"),
        (.extended, "a\tb", "a b"),
    ])
    func characterOutsideTheSetIsReplacedAndTold(
        set: X12CharacterSet, value: String, written: String
    ) throws {
        var options = InterchangeWriter.Options()
        options.characterSet = set
        options.values = .replace(with: UInt8(ascii: " "))
        var writer = try Self.open { $0 = options }
        _ = writer.takeBytes()
        try writer.writeSegment("PID", ["F", value])
        let text = "PID*F*" + written + "~"
        #expect(writer.substitutionCount == writer.substitutions.count)
        let changed = zip(value.unicodeScalars, written.unicodeScalars).filter { $0 != $1 }
        #expect(writer.substitutions.map(\.character) == changed.map(\.0))
        #expect(writer.substitutions.map(\.written) == changed.map(\.1))
        #expect(
            writer.substitutions.allSatisfy { $0.segment == "PID" && $0.elementPosition == 2 })
        #expect(String(decoding: writer.takeBytes(), as: UTF8.self) == text)
    }

    @Test(arguments: [
        (X12CharacterSet.extended, "é", "'é', which is not in the extended character set"),
        (.basic, "a", "'a', which is not in the basic character set"),
        (.basic, "#", "'#', which is not in the basic character set"),
    ])
    func characterOutsideTheSetIsRefused(
        set: X12CharacterSet, value: String, message: String
    ) throws {
        let error = #expect(throws: WriterError.self) {
            var options = InterchangeWriter.Options()
            options.characterSet = set
            _ = try segment("PID", options) { try $0.element(value) }
        }
        #expect(error?.code == .outsideCharacterSet)
        #expect(error?.description == "PID01: the value holds \(message)")
    }

    @Test func envelopeCodesStandAsTheyAre() throws {
        var writer = try Self.open {
            $0.characterSet = .basic
            $0.values = .replace(with: UInt8(ascii: " "))
        }
        _ = writer.takeBytes()
        var header = FunctionalGroupHeader()
        header.functionalID = "PO"
        header.senderCode = "st.clare"
        header.controlNumber = "1"
        try writer.beginGroup(header)
        #expect(
            String(decoding: writer.takeBytes(), as: UTF8.self).hasPrefix("GS*PO*st.clare*"))
        #expect(writer.substitutions.isEmpty)
    }

    @Test func substitutionsAreBounded() throws {
        var writer = try Self.open {
            $0.characterSet = .basic
            $0.values = .replace(with: UInt8(ascii: " "))
        }
        for _ in 0..<60 { try writer.writeSegment("PID", ["abc"]) }
        #expect(writer.substitutions.count == InterchangeWriter.substitutionCountMax)
        #expect(writer.substitutionCount == 180)
    }

    /// Every character of the sets and tables, in every set: one for one, and only what may stand.
    @Test(arguments: X12CharacterSet.allCases)
    func whatIsWrittenIsInTheSet(set: X12CharacterSet) throws {
        var options = InterchangeWriter.Options()
        options.characterSet = set
        options.values = .replace(with: UInt8(ascii: "."))
        for value in 0x01...0x17F {
            guard let scalar = Unicode.Scalar(UInt32(value)), value < 0x80 || value > 0x9F else {
                continue
            }
            let text = try segment("PID", options) { try $0.element("X\(scalar)X") }
            let written = text.dropFirst(4).dropLast().unicodeScalars
            #expect(written.count == 3, "\(value)")
            let middle = written.dropFirst().first?.value ?? 0
            let isPlain = (0x20..<0x7F).contains(middle)
            #expect(isPlain || set == .utf8, "\(value): \(text)")
            #expect(!"*~>".unicodeScalars.map(\.value).contains(middle), "\(value): \(text)")
            if set == .basic {
                let basic = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 !\"&'()+,-./:;?="
                #expect(basic.unicodeScalars.contains { $0.value == middle }, "\(value): \(text)")
            }
        }
    }

    @Test func exchangedBuffersMakeTheSameFile() throws {
        var writer = try Self.open()
        var piece = Array("what was there before".utf8)
        var pieces = ""
        for _ in 0..<3 {
            writer.exchangeBytes(with: &piece)
            pieces += String(decoding: piece, as: UTF8.self)
            try writer.writeSegment("N1", ["ST", "ST CLARE"])
        }
        writer.exchangeBytes(with: &piece)
        pieces += String(decoding: piece, as: UTF8.self)
        var whole = try Self.open()
        for _ in 0..<3 { try whole.writeSegment("N1", ["ST", "ST CLARE"]) }
        #expect(pieces == String(decoding: whole.takeBytes(), as: UTF8.self))
    }
}
