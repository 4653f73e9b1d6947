internal import Diagnostics
internal import Foundation
internal import Posting

/// A step of a posting as `--json` shows it, values in the shapes Odoo's API has.
struct StepView: Encodable {
    let key: String
    let action: String
    let model: String
    let id: Int64?
    let externalID: String?
    let method: String?
    let values: [String: RecordValue.View]

    init(_ step: PostingStep, key: String) {
        self.key = key
        switch step {
        case .create(let model, let externalID, let values):
            action = "create"
            self.model = model
            id = nil
            self.externalID = externalID
            method = nil
            self.values = values.mapValues(RecordValue.View.init)
        case .write(let model, let id, let values):
            action = "write"
            self.model = model
            self.id = id
            externalID = nil
            method = nil
            self.values = values.mapValues(RecordValue.View.init)
        case .call(let model, let method, let pointer, let arguments):
            action = "call"
            self.model = model
            switch pointer {
            case .id(let id):
                self.id = id
                externalID = nil
            case .externalID(let name):
                id = nil
                externalID = name
            }
            self.method = method
            values = arguments.mapValues(RecordValue.View.init)
        }
    }
}

extension RecordValue {
    /// How a value is written as JSON.
    struct View: Encodable {
        let value: RecordValue

        init(_ value: RecordValue) { self.value = value }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch value {
            case .null: try container.encode(false)
            case .boolean(let flag): try container.encode(flag)
            case .integer(let number), .reference(let number): try container.encode(number)
            case .decimal(let number): try container.encode(number.description)
            case .text(let text), .externalReference(let text): try container.encode(text)
            case .date(let day): try container.encode(day.description)
            case .datetime(let moment): try container.encode(moment.odooText)
            case .references(let ids): try container.encode(ids)
            case .lines(let lines): try container.encode(lines.map { $0.mapValues(View.init) })
            case .object(let fields): try container.encode(fields.mapValues(View.init))
            }
        }
    }

    /// One value on one line.
    var text: String {
        switch self {
        case .null: "–"
        case .boolean(let flag): flag ? "yes" : "no"
        case .integer(let number), .reference(let number): String(number)
        case .decimal(let number): number.description
        case .text(let text), .externalReference(let text): text
        case .date(let day): day.description
        case .datetime(let moment): moment.odooText
        case .references(let ids): ids.map(String.init).joined(separator: ", ")
        case .lines(let lines): "\(lines.count) lines"
        case .object(let fields):
            fields.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.text)" }
                .joined(separator: ", ")
        }
    }
}

extension Timestamp {
    /// `YYYY-MM-DD HH:MM:SS` in UTC, as Odoo writes it.
    var odooText: String {
        String(description.prefix(19)).replacingOccurrences(of: "T", with: " ")
    }
}

/// A step in words, its values one to a line.
enum StepText {
    static func print(_ step: PostingStep) {
        switch step {
        case .create(let model, _, let values):
            Terminal.print("  create \(model)")
            show(values, indent: "    ")
        case .write(let model, let id, let values):
            Terminal.print("  change \(model) \(id)")
            show(values, indent: "    ")
        case .call(let model, let method, let pointer, let arguments):
            let place =
                switch pointer {
                case .id(let id): String(id)
                case .externalID: "just created"
                }
            Terminal.print("  call \(method) on \(model) \(place)")
            show(arguments, indent: "    ")
        }
    }

    private static func show(_ values: [String: RecordValue], indent: String) {
        for (field, value) in values.sorted(by: { $0.key < $1.key }) {
            if case .lines(let lines) = value {
                Terminal.print("\(indent)\(field):")
                for (index, line) in lines.enumerated() {
                    Terminal.print("\(indent)  \(index + 1).")
                    show(line, indent: indent + "     ")
                }
            } else {
                Terminal.print("\(indent)\(field): \(Terminal.printable(value.text))")
            }
        }
    }
}
