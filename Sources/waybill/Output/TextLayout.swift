internal import Foundation
internal import Glibc

/// How wide and how colourful text for a person may be.
struct TextLayout: Sendable {
    /// Columns to fill.
    let width: Int
    let usesColour: Bool

    static let widthMin = 40
    static let widthDefault = 80
    private static let widthMax = 140

    init(width: Int, usesColour: Bool) {
        self.width = min(max(width, Self.widthMin), Self.widthMax)
        self.usesColour = usesColour
    }

    /// That of the terminal standard output goes to: its width, or `COLUMNS`; colours only on a
    /// terminal, and not with `NO_COLOR` (no-color.org) or `TERM=dumb`.
    static let current: TextLayout = {
        let environment = ProcessInfo.processInfo.environment
        let isPlain = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
        var window = winsize()
        let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0 && window.ws_col > 0
        let width =
            environment["COLUMNS"].flatMap { Int($0) }
            ?? (isKnown ? Int(window.ws_col) : widthDefault)
        return TextLayout(width: width, usesColour: Terminal.isOutputTerminal && !isPlain)
    }()

    enum Style: String {
        case strong = "1"
        case faint = "2"
        case error = "1;31"
        case warning = "1;33"
        case good = "32"
    }

    /// Text in a style; as it is where colours are off. Nothing is said by the style alone.
    func styled(_ text: String, _ style: Style) -> String {
        usesColour && !text.isEmpty ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// A label in a column of its own and text wrapped beside it. Text is from outside and made
    /// safe here.
    func entry(
        _ label: String, _ text: String, indent: Int, labelWidth: Int = 10, style: Style = .faint
    ) -> [String] {
        let safe = Terminal.printable(text)
        let room = max(20, width - indent - labelWidth)
        let lines = Self.wrapped(safe, room)
        let first = String(repeating: " ", count: indent) + Self.padded(label, labelWidth)
        let rest = String(repeating: " ", count: indent + labelWidth)
        return lines.enumerated().map { index, line in
            index == 0 ? styled(first, style) + line : rest + line
        }
    }

    static func padded(_ text: String, _ count: Int) -> String {
        let missing = count - columns(text)
        return missing > 0 ? text + String(repeating: " ", count: missing) : text + " "
    }

    /// Breaks text at blanks into lines of at most so many columns; longer words stand alone.
    static func wrapped(_ text: String, _ width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if line.isEmpty {
                line = String(word)
            } else if columns(line) + 1 + columns(word) <= width {
                line += " " + word
            } else {
                lines.append(line)
                line = String(word)
            }
        }
        lines.append(line)
        return lines
    }

    /// Columns text takes: two for wide characters of East Asia, none for marks that combine.
    static func columns(_ text: some StringProtocol) -> Int {
        text.unicodeScalars.reduce(0) { $0 + columns($1) }
    }

    static func columns(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: break
        }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
            0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }

    /// Text cut to columns, the cut shown.
    static func clipped(_ text: String, _ width: Int) -> String {
        guard columns(text) > width else { return text }
        var kept = ""
        var count = 0
        for scalar in text.unicodeScalars {
            count += columns(scalar)
            if count > width - 1 { break }
            kept.unicodeScalars.append(scalar)
        }
        return kept + "\u{2026}"
    }
}
