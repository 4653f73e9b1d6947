internal import Appliance
internal import ArgumentParser
internal import Dispatch
internal import Foundation
internal import Glibc
internal import Logging

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
            let appliance = try Appliance(site: try Site(root: root), logger: logger)
            let signals = Self.stopOnSignals(appliance)
            defer { for signal in signals { signal.cancel() } }
            try appliance.run()
        }
    }

    /// A second signal ends the process at once, which loses nothing either.
    private static func stopOnSignals(_ appliance: Appliance) -> [any DispatchSourceSignal] {
        [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                signal(number, SIG_DFL)
                appliance.stop()
            }
            source.resume()
            return source
        }
    }
}
