internal import Journal
internal import Spool

extension ExchangeReader {
    func readXML(
        _ result: inout ReadExchange, partner: ActivePartner, first: Span<UInt8>,
        reader: borrowing SpoolReader
    ) throws {
        result.reason = HoldReasons.unrecognised
    }
}
