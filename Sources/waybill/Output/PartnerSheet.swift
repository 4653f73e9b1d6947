internal import Partners

/// What a vendor has to know to exchange documents with us, drawn from its profile: ids, folders,
/// documents, acknowledgments and a test plan. Rendered as text or as a page that prints.
struct PartnerSheet {
    struct Section {
        let heading: String
        /// Name and value.
        var rows: [(String, String)] = []
        /// Done one after the other.
        var steps: [String] = []
    }

    let title: String
    let subtitle: String
    let sections: [Section]

    /// - Parameters:
    ///   - profile: The partner.
    ///   - company: Who we are, from `waybill.yaml`.
    ///   - setName: The standard's name of a transaction set, such as `Invoice` for 810.
    init(_ profile: PartnerProfile, company: String?, setName: @escaping (String) -> String?) {
        let us = company ?? "the hospital"
        title = "EDI connection: \(profile.name) and \(us)"
        subtitle =
            "\(profile.environment == .test ? "Test" : "Production") connection, "
            + "usage indicator \(profile.environment.usageIndicator)"
        let content = SheetContent(profile: profile, us: us, setName: setName)
        sections = [
            content.identities, content.documents, content.envelope, content.exchange,
            content.acknowledgments, content.contents, content.testPlan, content.contacts,
        ].filter { !$0.rows.isEmpty || !$0.steps.isEmpty }
    }

    var text: String {
        var lines = [title, String(repeating: "=", count: title.count), subtitle, ""]
        for section in sections {
            lines += [section.heading, String(repeating: "-", count: section.heading.count)]
            let width = section.rows.map(\.0.count).max() ?? 0
            for (name, value) in section.rows {
                lines.append("  \(name.padded(to: width))  \(value)")
            }
            for (index, step) in section.steps.enumerated() {
                lines.append("  \(index + 1). \(step)")
            }
            lines.append("")
        }
        return lines.map(Terminal.printable).joined(separator: "\n")
    }

    /// One self-contained page: no script, nothing loaded from elsewhere.
    var html: String {
        var body = "<h1>\(Self.escaped(title))</h1>\n<p>\(Self.escaped(subtitle))</p>\n"
        for section in sections {
            body += "<section>\n<h2>\(Self.escaped(section.heading))</h2>\n"
            if !section.rows.isEmpty {
                body += "<table>\n"
                for (name, value) in section.rows {
                    body +=
                        "<tr><th scope=\"row\">\(Self.escaped(name))</th>"
                        + "<td>\(Self.escaped(value))</td></tr>\n"
                }
                body += "</table>\n"
            }
            if !section.steps.isEmpty {
                body += "<ol>\n"
                for step in section.steps { body += "<li>\(Self.escaped(step))</li>\n" }
                body += "</ol>\n"
            }
            body += "</section>\n"
        }
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(Self.escaped(title))</title>
            <style>
            body { font: 16px/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
            h1 { font-size: 1.6rem; line-height: 1.2; margin-bottom: .2rem; }
            h2 { font-size: 1.1rem; margin: 1.8rem 0 .4rem; border-bottom: 2px solid #0b5a6f; }
            table { border-collapse: collapse; width: 100%; }
            th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #d8d8d8; overflow-wrap: anywhere; }
            th { width: 14rem; font-weight: 600; }
            li { margin: .3rem 0; }
            @media print { body { margin: 0; max-width: none; font-size: 11pt; } section { break-inside: avoid; } }
            </style>
            </head>
            <body>
            \(body)</body>
            </html>

            """
    }

    private static func escaped(_ text: String) -> String {
        Terminal.printable(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }
}

extension String {
    /// Blanks behind the text up to a width.
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
