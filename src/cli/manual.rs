//! `cercle manual`: the manual page.

use clap::{Args, Command, CommandFactory};
use clap_mangen::Man;

use super::{Cli, deliver};
use crate::error::{Error, Result};

/// Write the manual page, with every verb and its options, to standard output: cercle manual > cercle.1
#[derive(Args)]
pub struct Manual {}

impl Manual {
    pub(super) fn run(self) -> Result<()> {
        let text = page().map_err(|e| Error::internal(format!("the manual page cannot be written: {e}")))?;
        deliver("-".as_ref(), text)
    }
}

/// The page of the program, its verbs in sections of their own: one file is easier to install than a page a verb.
fn page() -> std::io::Result<Vec<u8>> {
    let mut program = Cli::command();
    program.build();
    let (mut text, man) = (Vec::new(), Man::new(program.clone()));
    man.render_title(&mut text)?;
    man.render_name_section(&mut text)?;
    man.render_synopsis_section(&mut text)?;
    man.render_description_section(&mut text)?;
    for verb in program.get_subcommands().filter(|verb| verb.get_name() != "help") {
        section(verb, &mut text)?;
        for inner in verb.get_subcommands().filter(|verb| verb.get_name() != "help") {
            section(inner, &mut text)?;
        }
    }
    man.render_extra_section(&mut text)?;
    man.render_version_section(&mut text)?;
    Ok(text)
}

/// What a verb does and its options; titles of their sections become subtitles.
fn section(verb: &Command, text: &mut Vec<u8>) -> std::io::Result<()> {
    let (mut part, man) = (Vec::new(), Man::new(verb.clone()));
    man.render_synopsis_section(&mut part)?;
    man.render_description_section(&mut part)?;
    man.render_options_section(&mut part)?;
    let name = verb.get_bin_name().unwrap_or(verb.get_name()).to_uppercase();
    text.extend(format!(".SH \"{name}\"\n").bytes());
    let part = String::from_utf8_lossy(&part);
    for line in part.lines() {
        match line.strip_prefix(".SH ") {
            Some("SYNOPSIS" | "DESCRIPTION") => text.extend(b".PP\n"),
            Some(title) => text.extend(format!(".SS {title}\n").bytes()),
            None => text.extend(format!("{line}\n").bytes()),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verb_and_every_option_is_in_the_page() {
        let text = String::from_utf8(page().expect("in memory")).expect("UTF-8");
        let mut program = Cli::command();
        program.build();
        let verbs: Vec<&Command> = program.get_subcommands().filter(|v| v.get_name() != "help").collect();
        assert!(verbs.len() >= 8);
        for verb in verbs {
            assert!(
                text.contains(&format!(".SH \"CERCLE {}\"", verb.get_name().to_uppercase())),
                "{}",
                verb.get_name()
            );
            for option in verb.get_arguments().filter_map(|a| a.get_long()) {
                assert!(text.contains(&option.replace('-', "\\-")), "{} --{option}", verb.get_name());
            }
        }
        assert!(text.contains("Exit codes"));
    }
}
