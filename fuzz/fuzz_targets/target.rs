//! libFuzzer's program: the environment says which target it is.
#![no_main]

use std::sync::LazyLock;

static NAME: LazyLock<String> = LazyLock::new(|| std::env::var("CERCLE_TARGET").expect("CERCLE_TARGET names a target"));

libfuzzer_sys::fuzz_target!(init: cercle_fuzz::quieten(), |bytes: &[u8]| cercle_fuzz::run(&NAME, bytes));
