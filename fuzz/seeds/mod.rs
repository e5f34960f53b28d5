//! The sound files that the corpus begins with.

mod binary;
mod texts;

/// Target, name and content of a file.
pub type Seed = (&'static str, &'static str, Vec<u8>);

/// Every seed.
pub fn all() -> Vec<Seed> {
    texts::seeds().into_iter().chain(binary::seeds()).collect()
}
