internal import Translation

/// Translates one X12 file: on one core when it is small, else on the cores there are. Which of the
/// two makes no difference to what comes out.
final class FileTranslation {
    /// Files from this size on are worth other threads.
    static let sharedByteCountMin = 1 << 20

    private enum Reading {
        case undecided
        case alone
        case shared(BlockPipeline<TranslationCollector>)
    }

    private let settings: TranslationSettings
    private let pool: ReadingPool
    private let byteCount: Int?
    private var reading = Reading.undecided
    private var serial: InterchangeTranslation

    /// `byteCount`: size of the file; without it the first chunk's decides.
    init(_ settings: TranslationSettings, byteCount: Int?, pool: ReadingPool = .shared) {
        self.settings = settings
        self.byteCount = byteCount
        self.pool = pool
        serial = InterchangeTranslation(settings)
    }

    /// What has come out so far; take parts of it after each chunk.
    var translated: TranslationCollector {
        _read {
            if case .shared(let pipeline) = reading {
                yield pipeline.consumer
            } else {
                yield serial.translated
            }
        }
        _modify {
            if case .shared(let pipeline) = reading {
                yield &pipeline.consumer
            } else {
                yield &serial.translated
            }
        }
    }

    /// Several threads read it.
    var isShared: Bool {
        if case .shared = reading { return true }
        return false
    }

    func push(_ chunk: Span<UInt8>) {
        if case .undecided = reading { decide(firstByteCount: chunk.count) }
        if case .shared(let pipeline) = reading {
            pipeline.push(chunk)
        } else {
            serial.push(chunk)
        }
    }

    /// The end of the file.
    func finish() {
        if case .shared(let pipeline) = reading {
            pipeline.finish()
        } else {
            serial.finish()
        }
    }

    private func decide(firstByteCount: Int) {
        guard pool.helperCount > 0, byteCount ?? firstByteCount >= Self.sharedByteCountMin else {
            reading = .alone
            return
        }
        reading = .shared(
            BlockPipeline(
                settings.reading, sets: DocumentSetReader(settings),
                consumer: TranslationCollector(settings), pool: pool))
    }
}
