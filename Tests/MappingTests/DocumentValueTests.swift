import Diagnostics
import Documents
import Testing

/// What a group keeps of its values, and how they read as JSON.
@Suite struct DocumentValueTests {
    private static let types: [(name: String, type: DocumentFieldType)] = [
        ("name", .text), ("price", .decimal), ("count", .integer), ("day", .date),
        ("time", .time), ("isUrgent", .boolean),
    ]

    private static let schema = DocumentGroupSchema(
        name: "samples", index: 0,
        fields: types.enumerated().map { index, field in
            DocumentField(
                name: field.name, type: field.type, index: index, isRequired: false,
                summary: "a sample")
        },
        groups: [])

    private static func json(_ field: String, _ value: DocumentValue) -> String {
        var group = DocumentGroup(schema: schema)
        group[field] = value
        let document = Document(type: .invoice, root: group)
        return String(decoding: DocumentJSON.render(document), as: UTF8.self)
    }

    @Test(arguments: [
        "0", "0.00", "7", "-7", "12.50", "-12.50", "0.05", "-0.05", "9223372036854775807",
        "-9223372036854775808", "9223372036854775808", "18446744073709551615",
        "18446744073709551616.25", "-0.000000000000000000000000000001",
        "1234567890123456789012345678.9012345678",
    ])
    func decimalsKeepEveryDigit(text: String) throws {
        let number = try #require(ScaledDecimal(text))
        var group = DocumentGroup(schema: Self.schema)
        group["price"] = .decimal(number)
        #expect(group.decimal("price")?.description == text)
        #expect(
            Self.json("price", .decimal(number)) == #"{"document":"Invoice","price":"\#(text)"}"#)
    }

    @Test func everyOtherValueIsRendered() throws {
        let day = try #require(CalendarDate(year: 7, month: 2, day: 28))
        #expect(Self.json("day", .date(day)) == #"{"document":"Invoice","day":"0007-02-28"}"#)
        #expect(
            Self.json("count", .integer(.min)) == "{\"document\":\"Invoice\",\"count\":\(Int.min)}")
        #expect(Self.json("count", .integer(0)) == #"{"document":"Invoice","count":0}"#)
        #expect(Self.json("isUrgent", .boolean(true)) == #"{"document":"Invoice","isUrgent":true}"#)
        #expect(Self.json("time", .time("14:05")) == #"{"document":"Invoice","time":"14:05"}"#)
        #expect(
            Self.json("name", .text("Größe \"M\" \\ \u{1}\u{1f}\n"))
                == #"{"document":"Invoice","name":"Größe \"M\" \\ \u0001\u001f\n"}"#)
    }

    @Test func textLongerThanTheFirstRoomIsRendered() {
        for count in [8100, 8191, 8192, 50_000] {
            let text = String(repeating: "x", count: count)
            #expect(
                Self.json("name", .text(text)) == "{\"document\":\"Invoice\",\"name\":\"\(text)\"}")
            let controls = String(repeating: "\u{1}", count: count)
            #expect(Self.json("name", .text(controls)).utf8.count == 32 + 6 * count)
        }
    }

    @Test func valuesComeInAnyOrderAndGo() {
        var group = DocumentGroup(schema: Self.schema)
        let source = ByteRange(offset: 40, length: 3)
        group.store(.boolean(false), 5, source)
        group.store(.text("gauze"), 0, source)
        group.values[2] = .integer(3)
        group.values[2] = .integer(4)
        #expect(
            Array(group.values) == [.text("gauze"), nil, .integer(4), nil, nil, .boolean(false)])
        #expect(group.sources == [source, nil, nil, nil, nil, source])
        #expect(group.hasValue(2) && !group.hasValue(1))

        group.values[0] = .text("swabs")
        group.values[5] = nil
        group.values[1] = nil
        #expect(Array(group.values) == [.text("swabs"), nil, .integer(4), nil, nil, nil])
        #expect(group.sources.allSatisfy { $0 == nil })

        var other = DocumentGroup(schema: Self.schema)
        other.store(.integer(4), 2, source)
        #expect(other != group)
        other.store(.text("swabs"), 0, source)
        #expect(other == group && other.hashValue == group.hashValue)
    }
}
