internal import ArgumentParser

/// The documented exit codes, after sysexits.h.
enum ExitStatus: Int32 {
    case ok = 0
    /// `waybill diff`: the files say different things.
    case different = 1
    /// The command was used wrongly.
    case usage = 64
    /// A document is bad.
    case badDocument = 65
    /// No such file, exchange, partner or record.
    case notFound = 66
    /// The ERP or another target cannot be reached.
    case unavailable = 69
    /// A fault of ours.
    case software = 70
    /// Reading or writing failed.
    case io = 74
    /// Try again later.
    case tryLater = 75
    /// A profile, map or `waybill.yaml` is bad.
    case badConfiguration = 78

    var code: ExitCode { ExitCode(rawValue) }
}

/// Ends a command with a message on standard error and a code.
struct CommandFailure: Error {
    let status: ExitStatus
    let message: String

    init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }
}
