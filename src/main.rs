//! The `cercle` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    cercle::cli::main()
}
