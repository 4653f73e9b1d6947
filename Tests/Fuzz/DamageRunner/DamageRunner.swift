import Glibc
import TestSupport

/// Many executions of one property without a fuzzer's bookkeeping: what the fuzzers learned,
/// damaged at random, or every small body there is. An input is a function of its number alone,
/// so any that breaks the property can be made again.
///
///     DamageRunner <target> damage|bodies <first> <count> [file …]
///
/// Says how far it came after each hundred thousand. Leaves with 77 and the input in
/// `broken-<number>` when the property does not hold; a trap shows in the exit status, and
/// `--trace` as the last argument then says each number before it is tried.
@main
enum DamageRunner {
    static func main() {
        var arguments = Array(CommandLine.arguments.dropFirst())
        let isTracing = arguments.last == "--trace"
        if isTracing { arguments.removeLast() }
        guard arguments.count >= 4, let target = FuzzTarget(rawValue: arguments[0]),
            let first = UInt64(arguments[2]), let count = UInt64(arguments[3])
        else {
            print("DamageRunner <target> damage|bodies <first> <count> [file …] [--trace]")
            exit(64)
        }
        let files = arguments[4...].map { Corpus.contents(of: $0) }.filter { !$0.isEmpty }
        let source = InputSource(isExhaustive: arguments[1] == "bodies", files: files)
        for number in first..<first + count {
            if isTracing { print(number) }
            let input = source.input(number)
            if let fault = target.fault(in: input) { leave(input, number, fault) }
            if (number + 1).isMultiple(of: 100_000) { print("\(number + 1)") }
        }
        print("done \(count)")
    }

    private static func leave(_ input: [UInt8], _ number: UInt64, _ fault: String) -> Never {
        print("\(number): \(fault)")
        if let file = fopen("broken-\(number)", "w") {
            fwrite(input, 1, input.count, file)
            fclose(file)
        }
        exit(77)
    }
}

/// Inputs by number.
private struct InputSource {
    let isExhaustive: Bool
    let files: [[UInt8]]

    /// One data byte, every delimiter, a newline and a blank.
    private static let alphabet = Array("A*~^:\n ".utf8)
    /// Choices of `FuzzInput` after a header with `^`: cut into bytes or in two, the limits wide
    /// or so small that a few bytes cross them.
    private static let choices: [[UInt8]] = [
        [0, 0, 0, 1], [0x01, 0xB5, 0x03, 1], [0, 0, 0x03, 1], [0x01, 0xB5, 0, 1],
    ]

    func input(_ number: UInt64) -> [UInt8] {
        isExhaustive ? Self.body(number) : damaged(number)
    }

    /// The bodies in order of their length, each with all choices.
    private static func body(_ number: UInt64) -> [UInt8] {
        let choice = Int(number % UInt64(choices.count))
        var rest = number / UInt64(choices.count)
        var length = 0
        var countOfLength: UInt64 = 1
        while rest >= countOfLength {
            rest -= countOfLength
            countOfLength *= UInt64(alphabet.count)
            length += 1
        }
        var input: [UInt8] = []
        for _ in 0..<length {
            input.append(alphabet[Int(rest % UInt64(alphabet.count))])
            rest /= UInt64(alphabet.count)
        }
        return input + choices[choice]
    }

    /// A file with one to four faults, one time in eight with the tail of another.
    private func damaged(_ number: UInt64) -> [UInt8] {
        var generator = SeededGenerator(seed: number &* 0x9E37_79B9_7F4A_7C15 &+ 1)
        var bytes = files.randomElement(using: &generator) ?? []
        if Int.random(in: 0..<8, using: &generator) == 0,
            let other = files.randomElement(using: &generator), !bytes.isEmpty
        {
            bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator))
            bytes += other.suffix(Int.random(in: 1...other.count, using: &generator))
        }
        return Damage.random(bytes, using: &generator)
    }
}
