import TestSupport

/// Large files made by chance: groups of many sets, releases and delimiters that change, parts that
/// are missing, text that looks like a segment. The same seed gives the same file.
struct ManyInterchanges {
    private var generator: SeededGenerator
    private var bytes: [UInt8] = []
    private var element: [UInt8] = [UInt8(ascii: "*")]
    private var terminator: [UInt8] = Array("~\n".utf8)
    private var component = ">"

    /// Chances in a hundred.
    struct Chances {
        var fault = 10
        var envelopeFault = 10
        var oddSegment = 4
    }

    private var chances: Chances

    init(seed: UInt64, _ chances: Chances = Chances()) {
        generator = SeededGenerator(seed: seed)
        self.chances = chances
    }

    static func clean(setCount: Int, terminator: String = "~\n") -> [UInt8] {
        var file = ManyInterchanges(
            seed: 1, Chances(fault: 0, envelopeFault: 0, oddSegment: 0))
        file.terminator = Array(terminator.utf8)
        file.header(control: 1, version: "00401")
        file.segment("GS", "PO", "A", "B", "20240601", "1200", "1", "X", "004010")
        for number in 1...setCount { file.order(number) }
        file.segment("GE", "\(setCount)", "1")
        file.segment("IEA", "1", "000000001")
        return file.bytes
    }

    /// Several interchanges with several groups of several sets.
    static func bytes(seed: UInt64, _ chances: Chances = Chances()) -> [UInt8] {
        var file = ManyInterchanges(seed: seed, chances)
        file.write()
        return file.bytes
    }

    /// The same with bytes lost, doubled or changed here and there.
    static func damaged(seed: UInt64, count: Int) -> [UInt8] {
        var bytes = bytes(seed: seed)
        var generator = SeededGenerator(seed: seed &+ 7919)
        let odd = Array("~*\n>ISTGE\r 0".utf8)
        for _ in 0..<count {
            let offset = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: bytes.remove(at: offset)
            case 1: bytes.insert(odd.randomElement(using: &generator) ?? 0, at: offset)
            default: bytes[offset] = odd.randomElement(using: &generator) ?? 0
            }
        }
        return bytes
    }

    private mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &generator) < percent
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: values.indices, using: &generator)]
    }

    private mutating func segment(_ elements: String...) { segment(elements) }

    private mutating func segment(_ elements: [String]) {
        for (index, text) in elements.enumerated() {
            if index > 0 { bytes += element }
            bytes += Array(text.utf8)
        }
        bytes += terminator
    }

    private mutating func header(control: Int, version: String) {
        segment(
            "ISA", "00", "          ", "00", "          ", "ZZ", "STMARYHOSP     ", "ZZ",
            "GLOVESUPPLY    ", "240601", "1200", version >= "00402" ? "^" : "U", version,
            Self.padded(control, 9), "0", "T", component)
    }

    private static func padded(_ number: Int, _ count: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, count - digits.count)) + digits
    }

    private mutating func write() {
        for control in 1...Int.random(in: 1...4, using: &generator) {
            if chance(50) {
                element = pick(["*", "|", "\u{1D}", "\u{A6}"].map { Array($0.utf8) })
                terminator = pick(
                    ["~", "~\n", "~\r\n", "\n", "\r\n", "'", "\u{85}", "\u{A7}\n", "!"].map {
                        Array($0.utf8)
                    })
                component = pick([">", ":", "\\"])
            }
            let version = pick(["00401", "00401", "00501"])
            header(control: chance(chances.envelopeFault) ? 1 : control, version: version)
            let groupCount = Int.random(in: 1...3, using: &generator)
            if chance(chances.oddSegment) {
                segment("TA1", "000000417", "240601", "1200", "A", "000")
            }
            for group in 1...groupCount {
                if chance(chances.envelopeFault) { stray() }
                self.group(group)
            }
            if !chance(chances.envelopeFault) {
                segment(
                    "IEA", "\(groupCount + (chance(chances.envelopeFault) ? 1 : 0))",
                    Self.padded(control, 9))
            }
            if chance(20) { bytes += Array("\r\n  \n".utf8) }
        }
        if chance(20) { bytes.removeLast(min(bytes.count, 9)) }
    }

    private mutating func group(_ control: Int) {
        let version = pick(["004010", "004010", "005010", "003040", "004010VICS", "X"])
        if !chance(chances.envelopeFault / 2) {
            segment(
                "GS", pick(["PO", "PO", "PO", "IN", "FA"]), "A", "B", "20240601", "1200",
                "\(chance(chances.envelopeFault) ? 1 : control)", "X", version)
        }
        let setCount = Int.random(in: 0...18, using: &generator)
        for number in 0..<setCount {
            if chance(chances.oddSegment) { stray() }
            if chance(chances.oddSegment) {
                acknowledgment(number + 1)
            } else if chance(25) {
                chance(50) ? shipNotice(number + 1) : invoice(number + 1)
            } else {
                order(chance(chances.fault / 2) ? 1 : number + 1)
            }
        }
        if !chance(chances.envelopeFault / 2) {
            segment(
                "GE", "\(setCount + (chance(chances.envelopeFault) ? 1 : 0))", "\(control)")
        }
    }

    private mutating func stray() {
        segment(
            pick([
                ["REF", "DP", "ICU"], ["SE", "4", "0001"], ["GE", "1", "1"], ["N1"],
                ["TA1", "000000417", "240601", "1200", "R", "024"], ["LS", "A"],
                ["ST", "850", "0001"], ["IEA", "1", "000000001"], [""], ["ISA"],
            ]))
    }

    /// An 850, at times with faults; some of its text looks like a segment or a cut.
    private mutating func order(_ number: Int) {
        let control = Self.padded(number, 4)
        var segments: [[String]] = [
            ["ST", chance(chances.fault / 2) ? "999" : "850", control],
            ["BEG", "00", "SA", "PO\(number)", "", "20240601"],
            ["REF", "DP", pick(["ICU", "ST", "SE"])], ["N1", "ST", "ST MARY", "92", "4471"],
            ["N3", "ST*850"], ["N4", "NEWARK", "NJ", "07102", "US"],
        ]
        let lineCount = Int.random(in: 1...4, using: &generator)
        for line in 1...lineCount {
            segments.append(["PO1", "\(line)", "24", "BX", "18.50", "PE", "VC", "GLV-\(line)"])
            segments.append(["PID", "F", "08", "", "", "GLOVES \(line)"])
        }
        segments.append(["CTT", "\(lineCount)"])
        while chance(chances.fault) { spoil(&segments) }
        segments.append(["SE", "\(segments.count + 1)", control])
        if chance(chances.fault / 3) { segments[segments.count - 1][1] = "3" }
        if chance(chances.fault / 3) { segments[segments.count - 1][2] = "0" }
        if chance(chances.fault / 3) { segments.removeLast() }
        if chance(chances.fault / 5) { segments.removeFirst() }
        for one in segments { segment(one) }
    }

    /// An 856 with levels, at times under the wrong one or none.
    private mutating func shipNotice(_ number: Int) {
        let control = Self.padded(number, 4)
        var segments: [[String]] = [
            ["ST", "856", control],
            ["BSN", "00", "S\(number)", "20240601", "1200", pick(["0001", "0004"])],
            ["HL", "1", "", "S"], ["HL", "2", "1", "O"], ["PRF", "PO\(number)"],
        ]
        let itemCount = Int.random(in: 1...3, using: &generator)
        for item in 1...itemCount {
            let above = chance(chances.fault / 2) ? "9" : "2"
            segments += [
                ["HL", "\(item + 2)", above, "I"], ["LIN", "\(item)", "VC", "GLV-\(item)"],
                ["SN1", "", "4", "BX"],
            ]
        }
        segments.append(["CTT", "\(itemCount + (chance(chances.fault) ? 1 : 0))"])
        while chance(chances.fault) { spoil(&segments) }
        segments.append(["SE", "\(segments.count + 1)", control])
        for one in segments { segment(one) }
    }

    /// An 810 whose total fits, mostly; at times with a binary segment, in which anything may
    /// stand.
    private mutating func invoice(_ number: Int) {
        let control = Self.padded(number, 4)
        var header = ["ST", "810", control]
        if chance(20) { header.append(pick(["004010", "005010", "00501"])) }
        var segments: [[String]] = [
            header, ["BIG", "20240601", "V\(number)", "", "PO\(number)"],
            ["IT1", "1", "2", "EA", "10.50", "", "VC", "GLV-1"],
            ["IT1", "2", "3", "EA", "1", chance(chances.fault) ? "HP" : "PE", "VC", "GLV-2"],
            ["TDS", chance(chances.fault) ? "9999" : "2400"], ["CTT", "2"],
        ]
        if chance(chances.oddSegment) {
            segments.insert(["BIN", pick(["19", "900", "x"]), "SE*2*1~ST*850*1~BEG"], at: 2)
        }
        while chance(chances.fault) { spoil(&segments) }
        segments.append(["SE", "\(segments.count + 1)", control])
        for one in segments { segment(one) }
    }

    private mutating func spoil(_ segments: inout [[String]]) {
        let index = Int.random(in: 1..<segments.count, using: &generator)
        switch Int.random(in: 0..<7, using: &generator) {
        case 0: segments[index][1] = ""
        case 1: segments[index].append("")
        case 2: segments[index][1] = String(repeating: "9", count: 90)
        case 3: segments.remove(at: index)
        case 4: segments.insert(["LS", "PO1"], at: index)
        case 5: segments.insert(["XX", "1"], at: index)
        default: segments[index] += [String](repeating: "A", count: 40)
        }
        if segments.count < 2 { segments.append(["CTT", "1"]) }
    }

    private mutating func acknowledgment(_ number: Int) {
        let control = Self.padded(number, 4)
        segment("ST", "997", control)
        segment("AK1", "PO", "7")
        segment("AK2", "850", "0001")
        segment("AK3", "PO1", "9", "", "8")
        segment("AK4", "2", "380", "1")
        segment("AK5", "R", "5")
        segment("AK9", "R", "1", "1", "0")
        segment("SE", "8", control)
    }
}
