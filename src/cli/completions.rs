//! `cercle completions`: what a shell needs to complete the command line.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Cli, deliver};
use crate::error::Result;

/// Write the completions of a shell to standard output.
///
/// Bash: cercle completions bash > ~/.local/share/bash-completion/completions/cercle; fish:
/// cercle completions fish > ~/.config/fish/completions/cercle.fish; zsh: into a file _cercle in a folder of $fpath.
#[derive(Args)]
pub struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self) -> Result<()> {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "cercle", &mut text);
        deliver("-".as_ref(), text)
    }
}
