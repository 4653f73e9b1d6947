/// Bytes gathered for one event and forgotten after it, without the checks for other owners that
/// an array makes on every change.
///
/// The memory is owned alone and never handed out but as a span: safe from outside.
@safe struct XMLByteBuffer: ~Copyable {
    private var storage: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int = 256) {
        self.capacity = capacity
        unsafe storage = .allocate(capacity: capacity)
    }

    deinit { unsafe storage.deallocate() }

    var span: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            // SAFETY: the first `count` bytes are initialised and live as long as `self`.
            let span = unsafe Span(_unsafeStart: storage, count: count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    mutating func removeAll() { count = 0 }

    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let first = bytes.baseAddress else { return }
        if count + bytes.count > capacity { grow(to: count + bytes.count) }
        // SAFETY: there is room for the bytes, and they are not our own.
        unsafe (storage + count).update(from: first, count: bytes.count)
        count += bytes.count
    }

    private mutating func grow(to least: Int) {
        let larger = max(least, capacity * 2)
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        unsafe moved.update(from: storage, count: count)
        unsafe storage.deallocate()
        unsafe storage = moved
        capacity = larger
    }
}
