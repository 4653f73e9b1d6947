import TestSupport
import Testing
import X12

/// The tables of the project as loaded.
struct SchemaTests {
    private let library: SchemaLibrary

    init() throws { library = try .repository() }

    private func set(_ set: String, _ version: String) throws -> TransactionSetSchema {
        try #require(library.schema(set: set, version: version)).schema
    }

    @Test func everyListedSetIsThere() {
        let procurement = ["810", "820", "824", "832", "846", "850", "855", "856", "860", "865"]
        #expect(library.sets(release: "004010").map(\.set) == procurement + ["997"])
        #expect(library.sets(release: "005010").map(\.set) == procurement + ["997", "999"])
        #expect(library.sets(release: "006020").isEmpty)
    }

    @Test(arguments: [("850", "PO"), ("855", "PR"), ("856", "SH"), ("810", "IN"), ("997", "FA")])
    func functionalIDBelongsToSet(set: String, expected: String) {
        #expect(library.functionalID(ofSet: set) == expected)
    }

    @Test(arguments: [
        ("004010", "004010", true), ("4010", "004010", true), ("00401", "004010", true),
        ("004010VICS", "004010", true), ("005010X231A1", "005010", true),
        ("004030", "004010", false), ("003020", "004010", false), ("004060", "004010", false),
        ("006020", "005010", false), ("008010", "005010", false),
    ])
    func versionFindsNearestRelease(version: String, release: String, isExact: Bool) throws {
        let match = try #require(library.schema(set: "850", version: version))
        #expect(match.schema.release == release)
        #expect(match.isExact == isExact)
    }

    @Test(arguments: ["", "VICS", "401", "002040", "009010", "0040100"])
    func versionOutsideX12FindsNothing(version: String) {
        #expect(library.schema(set: "850", version: version) == nil)
    }

    @Test func setOfOtherReleaseStandsInInexactly() throws {
        let match = try #require(library.schema(set: "999", version: "004010"))
        #expect(match.schema.release == "005010")
        #expect(!match.isExact)
        #expect(library.schema(set: "837", version: "004010") == nil)
    }

    @Test func purchaseOrderHasItsShape() throws {
        let schema = try set("850", "004010")
        #expect(schema.name == "Purchase Order")
        #expect(schema.rows.count == 196)
        #expect(schema.loops.count == 30)
        let line = try #require(schema.loops.first { $0.id == "PO1" })
        #expect(line.parent == nil && line.depth == 1 && line.repeatMax == 100_000)
        #expect(line.requirement == .mandatory)
        #expect(schema.rows[line.triggerRow].segment.id == "PO1")
        #expect(schema.rows[line.lastRow + 1].segment.id == "CTT")
        let bounded = schema.loops.filter(\.isBounded).map(\.id)
        #expect(bounded == ["LDT", "LM"])
        let nested = try #require(schema.loops.first { $0.id == "SAC" && $0.depth == 3 })
        #expect(schema.loops[try #require(nested.parent)].id == "SLN")
    }

    @Test func elementsCarryTypeLengthAndCodes() throws {
        let begin = try #require(library.segment("BEG", version: "004010"))
        let purpose = begin.elements[0]
        #expect(purpose.requirement == .mandatory && purpose.element.reference == "353")
        #expect(purpose.element.type == .identifier && purpose.element.lengthMax == 2)
        #expect(purpose.element.codes?.name(of: "00") == "Original")
        let order = begin.elements[2].element
        #expect(order.type == .string && order.lengthMin == 1 && order.lengthMax == 22)
        let total = try #require(library.segment("TDS", version: "004010")).elements[0].element
        #expect(total.type == .implied(places: 2))
    }

    @Test func conditionsSayHowCertainTheyAre() throws {
        let party = try #require(library.segment("N1", version: "004010"))
        #expect(party.conditions.contains { $0.kind == .required && $0.positions == [2, 3] })
        #expect(party.conditions.contains { $0.kind == .paired && $0.positions == [3, 4] })
        let change = try #require(library.segment("POC", version: "004010"))
        let inferred = try #require(change.conditions.first { $0.positions == [3, 4, 5] })
        #expect(!inferred.isCertain)
    }

    @Test func compositesKeepTheirComponents() throws {
        let quantity = try #require(library.segment("MEA", version: "004010")).elements[3]
        #expect(quantity.compositeID == "C001")
        #expect(quantity.name == "Composite Unit of Measure")
        #expect(quantity.element.reference == "355")
        #expect(quantity.components.count == 15)
        let reference = try #require(library.segment("REF", version: "004010")).elements[3]
        #expect(reference.componentConditions.map(\.positions) == [[3, 4], [5, 6]])
    }

    @Test func envelopeChangesWithRelease() throws {
        let old = try #require(library.segment("ISA", version: "00401"))
        #expect(old.elements.map(\.element.lengthMax).reduce(0, +) == 86)
        #expect(try #require(library.segment("ST", version: "004010")).elements.count == 2)
        #expect(try #require(library.segment("ST", version: "005010")).elements.count == 3)
        for id: SegmentID in ["ISA", "GS", "GE", "IEA", "TA1", "ST", "SE"] {
            #expect(library.segment(id, version: "005010") != nil, "\(id)")
        }
    }

    @Test func codeListsKnowTheirCodes() throws {
        let units = try #require(library.codes(ofElement: "355", version: "004010"))
        #expect(units.contains(Array("EA".utf8).span) && units.contains(Array("CA".utf8).span))
        #expect(!units.contains(Array("ZZZ".utf8).span) && !units.contains([UInt8]().span))
        #expect(units.name(of: "EA") == "Each")
        #expect(units.name(of: "??") == nil && !units.isExternal)
        #expect(library.codes(ofElement: "100", version: "004010")?.isExternal == true)
        #expect(library.codes(ofElement: "116", version: "004010") == nil)
    }

    /// What every consumer of a schema relies on, for all sets of both releases.
    @Test func everySetIsConsistent() {
        for schema in SchemaLibrary.releases.flatMap(library.sets(release:)) {
            let place = "\(schema.release) \(schema.set)"
            for (index, row) in schema.rows.enumerated() {
                #expect(row.index == index && row.useMax >= 1, "\(place) row \(index)")
                #expect(["heading", "detail", "summary"].contains(row.area))
                #expect(!row.opensLoop || row.loop.map { schema.loops[$0].triggerRow } == index)
                checkSegment(row.segment, place)
            }
            for (index, loop) in schema.loops.enumerated() {
                let trigger = schema.rows[loop.triggerRow]
                #expect(loop.index == index && trigger.opensLoop && trigger.loop == index)
                #expect(SegmentID(loop.id) == trigger.segment.id, "\(place) loop \(loop.id)")
                #expect(loop.requirement == trigger.requirement && trigger.useMax == 1)
                #expect(loop.triggerRow <= loop.lastRow && loop.repeatMax >= 1)
                let parent = loop.parent.map { schema.loops[$0] }
                #expect(loop.depth == (parent?.depth ?? 0) + 1)
                if let parent {
                    #expect(parent.triggerRow < loop.triggerRow && loop.lastRow <= parent.lastRow)
                }
            }
        }
    }

    private func checkSegment(_ segment: SegmentDefinition, _ place: String) {
        #expect(!segment.elements.isEmpty && !segment.name.isEmpty, "\(place) \(segment.id)")
        for condition in segment.conditions {
            #expect(condition.positions.count >= 2)
            #expect(condition.positions.allSatisfy { segment.elements.indices.contains($0 - 1) })
        }
        for use in segment.elements {
            #expect(use.element.lengthMin <= use.element.lengthMax && use.repeatMax >= 1)
            #expect(use.components.isEmpty == (use.compositeID == nil))
        }
    }
}

/// Broken tables, each refused with file and line.
struct SchemaErrorTests {
    /// Loads one release with the given text in place of one of its files.
    private func load(_ file: String, _ text: String) throws -> SchemaLibrary {
        try SchemaLibrary(releases: ["004010"]) { path in
            path == "004010/\(file)" ? Array(text.utf8) : try SchemaLibrary.tableBytes(path)
        }
    }

    private func table(_ file: String) throws -> String {
        String(decoding: try SchemaLibrary.tableBytes("004010/\(file)"), as: UTF8.self)
    }

    /// The error that loading gives when the first occurrence of `text` is replaced.
    private func error(
        _ file: String, _ text: String, with replacement: String
    ) throws -> SchemaError? {
        var broken = try table(file)
        broken.replaceSubrange(try #require(broken.firstRange(of: text)), with: replacement)
        return #expect(throws: SchemaError.self) { try load(file, broken) }
    }

    @Test func wrongHeaderIsRefused() throws {
        let error = try error("elements.tsv", "length_min", with: "min")
        #expect(error?.code == .wrongHeader && error?.line == 1)
        #expect(error?.file == "004010/elements.tsv")
    }

    @Test func badNumberNamesFileAndLine() throws {
        let error = try error("elements.tsv", "\n3\tAN\t1\t60", with: "\n3\tAN\tone\t60")
        #expect(error?.description == "004010/elements.tsv:3: 'one' is not a number")
    }

    @Test func unknownElementIsRefused() throws {
        let error = try error("positions.tsv", "BEG\t1\t353", with: "BEG\t1\t9999")
        #expect(error?.code == .unknownReference)
        #expect(error?.message == "no table above defines element 9999")
    }

    @Test func gapInPositionsIsRefused() throws {
        let error = try error("positions.tsv", "BEG\t2\t", with: "BEG\t3\t")
        #expect(error?.code == .brokenStructure)
    }

    @Test func loopWithoutTriggerIsRefused() throws {
        let error = try error("sets/850.tsv", "PO1\tM\t1\tPO1\t100000", with: "PO1\tM\t1\tPO1\t")
        #expect(error?.code == .brokenStructure)
        #expect(error?.message == "no row above opens the loop PO1")
    }

    @Test func loopOpenedByOtherSegmentIsRefused() throws {
        let error = try error("sets/850.tsv", "PO1\tM\t1\tPO1\t100000", with: "CTB\tM\t1\tPO1\t9")
        #expect(error?.message == "loop PO1 cannot be opened by segment CTB")
    }

    @Test func unknownSegmentIsRefused() throws {
        let error = try error("sets/850.tsv", "\tBEG\t", with: "\tBEX\t")
        #expect(error?.description.hasPrefix("004010/sets/850.tsv:3: ") == true)
    }

    @Test func codeTwiceIsRefused() throws {
        let error = try error("codes.tsv", "353\t00\t", with: "353\t01\t")
        #expect(error?.code == .duplicate)
    }

    @Test func conditionBeyondSegmentIsRefused() throws {
        let error = try error("conditions.tsv", "N1\tP0304", with: "N1\tP0399")
        #expect(error?.code == .unknownReference && error?.file == "004010/conditions.tsv")
    }

    @Test func missingFileIsRefused() throws {
        let error = #expect(throws: SchemaError.self) {
            try SchemaLibrary { _ in throw CancellationError() }
        }
        #expect(error?.code == .unreadableFile && error?.file == "004010/codes.tsv")
    }

    @Test func cellsBeyondTheColumnsAreRefused() throws {
        let error = try error("sets.tsv", "810\tIN\t", with: "810\tIN\tx\t")
        #expect(error?.message == "too many cells")
    }
}
