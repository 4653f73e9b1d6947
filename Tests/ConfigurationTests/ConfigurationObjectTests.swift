import Configuration
import Diagnostics
import Testing

@Suite struct ConfigurationObjectTests {
    private enum Colour: String, CaseIterable { case red, green, blue }

    private func decode<Value>(
        _ text: String, _ body: (ConfigurationObject) -> Value?
    ) -> Result<Value, ConfigurationFailure> {
        do {
            let node = try ConfigurationReader.read(Array(text.utf8), file: "t.yaml")
            return .success(try ConfigurationObject.decode(node, file: "t.yaml", body))
        } catch let failure as ConfigurationFailure {
            return .failure(failure)
        } catch {
            Issue.record("\(error)")
            return .failure(
                ConfigurationFailure(errors: [.init(file: "", mark: nil, message: "\(error)")]))
        }
    }

    private func errors(_ text: String, _ body: (ConfigurationObject) -> Void) -> String {
        switch decode(
            text,
            { object -> Bool? in
                body(object)
                return true
            })
        {
        case .success: ""
        case .failure(let failure): failure.description
        }
    }

    @Test func readsEveryKindOfValue() throws {
        let text = """
            t: "01"
            i: 42
            d: 0.050
            b: yes
            wait: 4h
            size: 20MiB
            colour: green
            colours: [red, blue]
            words: [a, b]
            inner: {x: 1}
            rows: [{x: 1}, {x: 2}]
            codes: {EA: Units, CS: Box}
            absent: ~
            """
        let result = decode(text) { object -> Bool? in
            #expect(object.requiredText("t") == "01")
            #expect(object.integer("i") == 42)
            #expect(object.decimal("d")?.description == "0.050")
            #expect(object.boolean("b") == true)
            #expect(object.duration("wait") == .seconds(14_400))
            #expect(object.byteCount("size") == 20 << 20)
            #expect(object.choice("colour", of: Colour.self) == .green)
            #expect(object.choices("colours", of: Colour.self) == [.red, .blue])
            #expect(object.texts("words") == ["a", "b"])
            #expect(object.object("inner") { $0.integer("x") } == 1)
            #expect(object.objects("rows") { $0.integer("x") } == [1, 2])
            #expect(object.table("codes").map(\.value) == ["Units", "Box"])
            #expect(object.text("absent") == nil)
            #expect(object.text("missing") == nil)
            return true
        }
        #expect(try result.get())
    }

    @Test func reportsAllFaultsInFileOrder() {
        let found = errors(
            """
            qualifer: ZZ
            count: many
            colour: gren
            rows:
              - {id: 1}
              - {ident: 2}
            """
        ) { object in
            _ = object.objects("rows") { $0.requiredText("id") }
            _ = object.choice("colour", of: Colour.self)
            _ = object.integer("count")
            _ = object.text("qualifier")
        }
        #expect(
            found == """
                t.yaml:1:1: unknown key 'qualifer'; did you mean 'qualifier'?
                t.yaml:2:8: 'count' must be a whole number, found 'many'
                t.yaml:3:9: 'colour' is 'gren', which is not one of its values; did you mean 'green'?
                t.yaml:6:5: 'rows[].id' is missing
                t.yaml:6:6: unknown key 'ident' in 'rows[]'; use one of id
                """)
    }

    @Test func shapesThatDoNotFit() {
        #expect(
            errors("a: 1") { _ = $0.list("a") }
                == "t.yaml:1:4: 'a' must be a list, found '1'; write it as [a, b] or as lines that start with '- '"
        )
        #expect(
            errors("a: [1]") { _ = $0.text("a") } == "t.yaml:1:4: 'a' must be text, found a list")
        #expect(errors("a: ''") { _ = $0.text("a") } == "t.yaml:1:4: 'a' is empty")
        #expect(
            errors("a: 1") { _ = $0.object("a") { $0.requiredText("x") } }
                == "t.yaml:1:4: 'a' must be a block of keys and values, found '1'")
        #expect(
            errors("[1]") { _ = $0.requiredText("x") }
                == "t.yaml:1:1: the file must be a block of keys and values, found a list")
        #expect(
            errors("a: 7") { _ = $0.integer("a", in: 1...5) }
                == "t.yaml:1:4: 'a' is 7; it must lie between 1 and 5")
    }

    @Test(arguments: ["4", "4 h", "h", "-4h", "4w", "99999999999999999999h", "9999999d", "1.5h"])
    func refusesDurations(text: String) {
        #expect(Duration(configuration: text) == nil)
    }

    @Test func namesNearestKey() {
        let keys = ["qualifier", "id", "interchange", "group"]
        #expect(NearestName.of("qualifer", among: keys) == "qualifier")
        #expect(NearestName.of("interhcange", among: keys) == "interchange")
        #expect(NearestName.of("di", among: keys) == "id")
        #expect(NearestName.of("colour", among: keys) == nil)
    }
}
