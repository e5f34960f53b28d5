//! Who the results of a verb are for.

use std::path::PathBuf;

use clap::Args;

use crate::disclose::Audience;
use crate::error::{Error, Result};
use crate::project::Edition;
use crate::read::Input;

fn audience(word: &str) -> std::result::Result<Audience, String> {
    super::args::find(word, &Audience::ALL, Audience::word)
}

/// Who the results are for, where every audience can be served.
#[derive(Args)]
#[command(next_help_heading = "Audience")]
pub(super) struct AudienceArgs {
    /// Who the results are for: internal (exact places), partner (the same, marked as not for publication), or public (places
    /// and dates generalised, no identifiers or texts, by --policy; refused with exit code 81 where that cannot be kept)
    #[arg(long, value_parser = audience, default_value = "internal")]
    audience: Audience,
    /// What the public may see: see `cercle list policy`
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// The public edition that this one comes after, a folder or its edition.json: numbers of people that differ by few from it
    /// are held back, and nothing held back can be worked out from both
    #[arg(long, value_name = "FOLDER")]
    previous: Option<PathBuf>,
}

impl AudienceArgs {
    /// The edition that is asked for.
    ///
    /// # Errors
    /// As `Edition::of` and `Edition::after`.
    pub(super) fn edition(&self) -> Result<Edition> {
        let edition = Edition::of(self.audience, self.policy.clone().map(Input::File))?;
        match &self.previous {
            Some(earlier) => edition.after(earlier),
            None => Ok(edition),
        }
    }
}

/// Who the results are for, where only exact places can be had.
#[derive(Args)]
#[command(next_help_heading = "Audience")]
pub(super) struct InternalOnly {
    /// Who the results are for: internal; other editions are made by `cercle build`
    #[arg(long, value_parser = audience, default_value = "internal")]
    audience: Audience,
}

impl InternalOnly {
    /// Makes sure that no other edition is asked for.
    ///
    /// # Errors
    /// `Kind::Disclosure` naming the verb.
    pub(super) fn require(&self, verb: &str) -> Result<()> {
        if self.audience == Audience::Internal {
            return Ok(());
        }
        let word = self.audience.word();
        Err(Error::disclosure(format!("cercle {verb} cannot make the edition for the audience '{word}'"))
            .hint("describe it in a project file and run: cercle build my.toml --audience public --policy policy.toml"))
    }
}
