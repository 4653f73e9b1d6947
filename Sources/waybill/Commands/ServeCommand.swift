internal import Appliance
internal import ArgumentParser
internal import Dispatch
internal import Foundation
internal import Glibc
internal import Logging
internal import Synchronization

/// `waybill serve`: the daemon.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Watch the folders and work until stopped.",
        discussion: """
            SIGTERM and Ctrl-C end it after the step each partner's lane is at. Profiles and maps
            take effect when they are saved.

            EXAMPLES
              waybill serve
              waybill serve --root /srv/waybill --log-level debug
            """)

    @Option(help: ArgumentHelp("The appliance's folder.", valueName: "dir")) var root = "."
    @Option(help: "How much to log: trace, debug, info, notice, warning, error.")
    var logLevel = "notice"

    func validate() throws {
        guard Logger.Level(rawValue: logLevel) != nil else {
            throw ValidationError("there is no log level '\(logLevel)'")
        }
    }

    func run() throws {
        try Command.run {
            LoggingSystem.bootstrap(StreamLogHandler.standardError)
            var logger = Logger(label: "waybill")
            logger.logLevel = Logger.Level(rawValue: logLevel) ?? .notice
            // Before anything is opened, so that a stop during the start is a clean one too.
            let stop = StopRequest()
            let signals = Self.handleSignals(stop)
            defer { for signal in signals { signal.cancel() } }
            let appliance = try Appliance(site: try Site(root: root), logger: logger)
            stop.attach { appliance.stop() }
            try appliance.run()
        }
    }

    /// A second signal ends the process at once, which loses nothing either.
    private static func handleSignals(_ stop: StopRequest) -> [any DispatchSourceSignal] {
        [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                signal(number, SIG_DFL)
                stop.request()
            }
            source.resume()
            return source
        }
    }
}

/// A wish to stop that may come before there is anything to stop.
private final class StopRequest: Sendable {
    private struct State {
        var isRequested = false
        var action: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    func request() {
        let action = state.withLock { state in
            state.isRequested = true
            return state.action
        }
        action?()
    }

    func attach(_ action: @escaping @Sendable () -> Void) {
        let isRequested = state.withLock { state in
            state.action = action
            return state.isRequested
        }
        if isRequested { action() }
    }
}
