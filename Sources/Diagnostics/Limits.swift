/// Every bound of the appliance in one table. Each has a documented default in
/// `docs/operating.md`, can be changed under `limits:` in `waybill.yaml`, and has a test that
/// crosses it.
package struct Limits: Sendable, Equatable {
    /// Longest segment in bytes, terminator not counted. A longer one is a finding, not growth.
    package var segmentByteCountMax = 1 << 20
    /// Most elements in one segment.
    package var elementCountMax = 4096
    /// Findings kept per transaction set; the rest are only counted.
    package var diagnosticCountPerSetMax = 100
    /// Findings kept per file; the rest are only counted.
    package var diagnosticCountPerFileMax = 10_000
    /// Most lines of one canonical document; a longer one is held, not translated.
    package var documentLineCountMax = 50_000
    /// Most bytes of one canonical document's text.
    package var documentByteCountMax = 64 << 20
    /// Bytes scanned before the first ISA (MIME headers, BOM, blanks) before giving up.
    package var preambleByteCountMax = 64 << 10
    /// Largest XML file accepted, in bytes.
    package var xmlByteCountMax = 256 << 20
    /// Deepest XML element nesting.
    package var xmlDepthMax = 64
    /// Most attributes on one XML element.
    package var xmlAttributeCountMax = 256
    /// Longest run of XML text or attribute value in bytes.
    package var xmlTextByteCountMax = 8 << 20

    package init() {}
}
