//! libFuzzer's program: the environment says which target it is.
#![no_main]

use std::sync::LazyLock;

static NAME: LazyLock<String> = LazyLock::new(|| std::env::var("CERCLE_TARGET").expect("CERCLE_TARGET names a target"));

/// Work stays on libFuzzer's own thread: to wake another one takes longer than to read most files.
fn start() {
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global();
    alone.expect("no work was done before");
    cercle_fuzz::quieten();
}

libfuzzer_sys::fuzz_target!(init: start(), |bytes: &[u8]| cercle_fuzz::run(&NAME, bytes));
