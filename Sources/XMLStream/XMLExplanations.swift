package import Diagnostics

/// The codes of XML files with what can be told about each.
package enum XMLExplanations {
    package static let all: [FindingExplanation] = limits + soundness

    private static func entry(
        _ code: DiagnosticCode, _ summary: String, _ rule: String, _ repair: String,
        severity: Severity = .error, owner: ResponsibleParty = .partner,
        example: FindingExplanation.Example? = nil
    ) -> FindingExplanation {
        FindingExplanation(
            code, severity, summary: summary, rule: rule, repair: repair, owner: owner.rawValue,
            example: example)
    }

    private static let limits = [
        entry(
            .xmlTooLarge, "The XML file is larger than the appliance reads.",
            "`limits.xmlByteCountMax` in waybill.yaml bounds a file.",
            "Send fewer documents in a file, or raise the limit."),
        entry(
            .xmlTooDeep, "Elements are nested deeper than any document needs.",
            "`limits.xmlDepthMax` in waybill.yaml bounds the nesting.",
            "Look for elements that are never closed; a real document stays far below the limit."),
        entry(
            .xmlTooManyAttributes, "An element has too many attributes.",
            "`limits.xmlAttributeCountMax` in waybill.yaml bounds them.",
            "Send the document in the agreed format."),
        entry(
            .xmlTooManyNamespaces, "Too many namespaces are in force at one place.",
            "A document names a handful of namespaces.",
            "Declare each namespace once, on the root element."),
        entry(
            .xmlTooManyNames, "The file uses more different names than a document has.",
            "A document repeats the names of its format.",
            "Put data into text or attributes, not into element names."),
        entry(
            .xmlTextTooLong, "A text or attribute value is too long.",
            "`limits.xmlTextByteCountMax` in waybill.yaml bounds one run of text.",
            "Send attachments apart from the document, or raise the limit."),
        entry(
            .xmlMarkupTooLong, "A tag, comment or other markup is too long.",
            "`limits.xmlTextByteCountMax` in waybill.yaml bounds it.",
            "Look for a '<' or a comment that is never closed."),
        entry(
            .xmlOutOfMemory, "There was no memory to read the file.",
            "Reading XML takes a few megabytes whatever the file's size.",
            "See what else runs on the machine, then: waybill held release ID", owner: .operator),
    ]

    private static let soundness = [
        entry(
            .xmlDocumentTypeRefused, "The file has a document type declaration.",
            "DOCTYPE is accepted for cXML only, because it can make a reader fetch files.",
            "Leave the DOCTYPE line out."),
        entry(
            .xmlInternalSubsetRefused, "The DOCTYPE defines entities or elements of its own.",
            "Definitions inside a DOCTYPE are refused: they can make a small file grow without end.",
            "Leave out what stands between [ and ] in the DOCTYPE line."),
        entry(
            .xmlEntityUnknown, "An entity is used that XML does not define.",
            "XML knows &amp; &lt; &gt; &quot; &apos; and character numbers.",
            "Write the character itself in the file's encoding, and & as &amp;.",
            example: .init(wrong: "<Name>Bed & Bath</Name>", right: "<Name>Bed &amp; Bath</Name>")),
        entry(
            .xmlNamespaceUnknown, "A prefix is used that no xmlns declares.",
            "A prefix is declared by xmlns:prefix on the element or one around it.",
            "Declare the prefix on the root element.",
            example: .init(
                wrong: "<cbc:ID>42</cbc:ID>",
                right: "<Invoice xmlns:cbc=\"urn:...\"><cbc:ID>42</cbc:ID>")),
        entry(
            .xmlEncodingUnsupported, "The encoding named in the first line is not supported.",
            "UTF-8, UTF-16, ISO-8859-1 and Windows-1252 are read.",
            "Write the file as UTF-8 and say so in its first line."),
        entry(
            .xmlEncodingInvalid, "Bytes are not text in the encoding that was declared.",
            "The first line says the encoding; without one it is UTF-8.",
            "Declare the encoding the file is really written in, usually windows-1252, or write "
                + "UTF-8.",
            example: .init(
                wrong: "<?xml version=\"1.0\"?> with Windows-1252 umlauts",
                right: "<?xml version=\"1.0\" encoding=\"windows-1252\"?>")),
        entry(
            .xmlEncodingMismatch, "The encoding declared is not the one the bytes show.",
            "A byte order mark decides against the declaration.",
            "Let the declaration say what the file is written in.", severity: .warning),
        entry(
            .xmlNotXML, "The file does not begin like XML.", "XML begins with '<'.",
            "Send the document itself, not a page or mail that holds it."),
        entry(
            .xmlEmpty, "The file holds no element.", "A document has one root element.",
            "Send the document."),
        entry(
            .xmlTruncated, "The file ends too early.",
            "Every element that is opened is closed before the end.",
            "Send it again; upload under another name and rename it when it is complete."),
        entry(
            .xmlNotWellFormed, "The file is no well-formed XML.",
            "Tags are nested and closed, attributes quoted, & and < written as entities.",
            "Write XML with a library, not by joining text.",
            example: .init(wrong: "<Total>12.50</Sum>", right: "<Total>12.50</Total>")),
    ]
}
