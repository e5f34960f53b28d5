//! The `cercle` command.

use std::process::ExitCode;

/// Bytes of a block of memory that is kept for the next one when it is given back.
const KEPT: usize = 8 << 20;

fn main() -> ExitCode {
    keep_memory();
    cercle::cli::main()
}

/// Tells the allocator to keep what is given back: pages of files, grids and pictures come in great numbers and all of about a
/// size, and each page of memory that the system hands out anew costs as much as filling it. glibc takes the largest block that
/// was given back so far as a measure (mallopt(3), `M_MMAP_THRESHOLD`); elsewhere this does nothing. Nothing is written into it.
fn keep_memory() {
    drop(std::hint::black_box(Vec::<u8>::with_capacity(KEPT)));
}
