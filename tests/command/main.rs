//! The command line: verbs, what they say, and what they do with files of any size.

mod cli;
mod deterministic;
mod init;
mod map;
mod streams;
