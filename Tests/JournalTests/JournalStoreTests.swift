import Diagnostics
import Foundation
import Journal
import TestSupport
import Testing

private func sample(_ name: String, folder: String = "acme", hash: String = "aa") -> Exchange {
    Exchange(
        direction: .inbound, folder: folder, spoolName: name, fileName: "\(name).edi",
        byteCount: 10, sha256: hash, state: .incoming, queue: "incoming",
        receivedAt: Timestamp(milliseconds: 1_000))
}

@Suite struct JournalStoreTests {
    let directory = TemporaryDirectory()

    private func open() throws -> JournalStore {
        try JournalStore(path: "\(directory.path)/journal.sqlite")
    }

    @Test func whatWasCommittedIsThereAfterReopening() throws {
        let id = try open().commit { try $0.insert(sample("one")) }
        let found = try open().read { try $0.exchange(id) }
        #expect(found?.fileName == "one.edi")
        #expect(found?.state == .incoming)
    }

    @Test func aThrowingBodyLeavesNothingAndHarmsNobody() throws {
        struct Refused: Error {}
        let journal = try open()
        #expect(throws: Refused.self) {
            try journal.commit { transaction in
                _ = try transaction.insert(sample("lost"))
                throw Refused()
            }
        }
        _ = try journal.commit { try $0.insert(sample("kept")) }
        let names = try journal.read { try $0.exchanges(.init()) }.map(\.spoolName)
        #expect(names == ["kept"])
    }

    @Test func manyThreadsShareCommitsWithoutLosingOne() async throws {
        let journal = try open()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<4 {
                group.addTask {
                    for index in 0..<50 {
                        _ = try journal.commit { try $0.insert(sample("\(worker)-\(index)")) }
                    }
                }
            }
            try await group.waitForAll()
        }
        var filter = JournalReader.Filter()
        filter.limit = 1000
        #expect(try journal.read { try $0.exchanges(filter) }.count == 200)
    }

    @Test func controlNumbersAreNeverGivenTwice() throws {
        let journal = try open()
        let first = try journal.commit {
            try $0.takeControlNumbers(partner: "acme", kind: "ISA")
        }
        let again = try open().commit { try $0.takeControlNumbers(partner: "acme", kind: "ISA") }
        let other = try journal.commit { try $0.takeControlNumbers(partner: "acme", kind: "GS") }
        #expect(first == 1 && again == 2 && other == 1)
    }

    @Test func controlNumbersWrapAtTheirLimit() throws {
        let journal = try open()
        let taken = try journal.commit { transaction in
            try (0..<4).map { _ in
                try transaction.takeControlNumbers(partner: "acme", kind: "ST", limit: 3)
            }
        }
        #expect(taken == [1, 2, 3, 1])
    }

    @Test func theSamePlaceOfTheSameFileIsOneDocument() throws {
        let journal = try open()
        let exchange = try journal.commit { try $0.insert(sample("one")) }
        let row = DocumentRow(
            exchangeID: exchange, interchangeOrdinal: 1, ordinal: 1, partner: "acme",
            setCode: "810", state: .posting, updatedAt: Timestamp(milliseconds: 1))
        let first = try journal.commit { try $0.insert(row) }
        let second = try journal.commit { try $0.insert(row) }
        #expect(first == second)
        #expect(try journal.read { try $0.documents(of: exchange) }.count == 1)
    }

    @Test func aLaneStopsAtTheFirstDocumentThatWaits() throws {
        let journal = try open()
        try journal.commit { transaction in
            var exchange = sample("one")
            exchange.state = .posting
            let id = try transaction.insert(exchange)
            for ordinal in 1...3 {
                var row = DocumentRow(
                    exchangeID: id, interchangeOrdinal: 1, ordinal: ordinal, partner: "acme",
                    setCode: "810", state: .posting, updatedAt: Timestamp(milliseconds: 1))
                if ordinal == 2 { row.nextAttemptAt = Timestamp(milliseconds: 500) }
                _ = try transaction.insert(row)
            }
        }
        let early = try journal.read {
            try $0.documentsToPost(partner: "acme", at: Timestamp(milliseconds: 400), limit: 10)
        }
        let late = try journal.read {
            try $0.documentsToPost(partner: "acme", at: Timestamp(milliseconds: 500), limit: 10)
        }
        #expect(early.map(\.ordinal) == [1])
        #expect(late.map(\.ordinal) == [1, 2, 3])
    }

    @Test func referencesAreFoundWhateverTheirCase() throws {
        let journal = try open()
        try journal.commit { transaction in
            let id = try transaction.insert(sample("one"))
            try transaction.insertReference(
                "PO-77a", kind: "order", exchangeID: id, documentID: nil)
        }
        let found = try journal.read { try $0.references(to: "po-77A") }
        #expect(found.map(\.kind) == ["order"])
    }

    @Test func eventsWithTheSameKeyAreOne() throws {
        let journal = try open()
        try journal.commit { transaction in
            let id = try transaction.insert(sample("one"))
            let event = BusinessEvent(
                at: Timestamp(milliseconds: 1), type: "invoice.received", subject: "INV/acme/1",
                partner: "acme", exchangeID: id, documentID: nil, key: "acme/810/1", data: "{}")
            try transaction.append(event)
            try transaction.append(event)
        }
        #expect(try journal.read { try $0.events(subject: "INV/acme/1") }.count == 1)
    }

    @Test func aFileThatIsNoDatabaseIsRefused() throws {
        let path = "\(directory.path)/journal.sqlite"
        try String(repeating: "not a database ", count: 100)
            .write(toFile: path, atomically: true, encoding: .utf8)
        #expect {
            try JournalStore(path: path)
        } throws: { ($0 as? JournalError)?.code == .unreadable }
    }

    /// A decision is due until it is told, and one verdict on a document is told once.
    @Test func adviceIsDueUntilItIsTold() throws {
        let journal = try open()
        let (exchange, document) = try journal.commit { transaction in
            let exchange = try transaction.insert(sample("advised"))
            let document = DocumentRow(
                exchangeID: exchange, interchangeOrdinal: 1, ordinal: 1, partner: "acme",
                setCode: "810", state: .rejected, updatedAt: Timestamp(milliseconds: 1))
            return (exchange, try transaction.insert(document))
        }
        let cause = HoldReason(
            code: "price.invoiced", message: "too dear", owner: "buyer", nextStep: "ask")
        for words in ["first", "second"] {
            try journal.commit { transaction in
                try transaction.insert(
                    AdviceRow(
                        documentID: document, exchangeID: exchange, verdict: .rejected,
                        cause: cause, words: words, decidedAt: Timestamp(milliseconds: 2)))
            }
        }
        let due = try journal.read { try $0.dueAdvice(folder: "acme", limit: 10) }
        #expect(due.map(\.words) == ["first"] && due.first?.cause == cause)
        #expect(try journal.read { try $0.foldersWithWork() } == ["acme"])
        let id = try #require(due.first?.id)
        try journal.commit { try $0.settleAdvice(id, as: .sent, sentID: exchange) }
        #expect(try journal.read { try $0.dueAdvice(folder: "acme", limit: 10) }.isEmpty)
        let told = try journal.read { try $0.advice(ofDocument: document) }
        #expect(told.map(\.state) == [.sent] && told.first?.sentID == exchange)
    }
}
