import TestSupport

/// libFuzzer calls it with bytes of its own making; `FuzzTarget` says what must hold.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ byteCount: Int) -> Int32 {
    FuzzTarget.blocks.run(start, byteCount)
    return 0
}
