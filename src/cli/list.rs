//! `cercle list`: words that can be used in project files and on the command line.

use clap::{Args, ValueEnum};

use super::say;
use crate::classify::Method;
use crate::error::Result;
use crate::figure::{Measure, Page};
use crate::incident::Precision;
use crate::language::Language;
use crate::lint::Rule;
use crate::palette::{self, Palette};
use crate::project::{BUNDLED, EMBEDDED, POLICY};
use crate::read::Preset;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// Ways to find class breaks
    Methods,
    /// Colours of choropleths
    Palettes,
    /// Sources of incident files
    Presets,
    /// How exactly a place is known
    Precisions,
    /// Kinds of figures
    Figures,
    /// Sizes of figures
    Sizes,
    /// Rules of map design that figures are checked against
    Rules,
    /// Files that the program carries
    Bundled,
    /// The embedded project file, to start your own from
    Project,
    /// A policy for the public edition, to start your own from
    Policy,
}

/// List methods, palettes, presets, precisions, kinds and sizes of figures, bundled files, the embedded project file, or a policy.
#[derive(Args)]
pub struct List {
    /// What to list [default: everything but the project file and the policy]
    what: Option<What>,
    /// Language in which methods are described: en or fr
    #[arg(long, value_parser = super::args::language, default_value = "en")]
    language: Language,
}

impl List {
    pub(super) fn run(self) -> Result<()> {
        let all = What::value_variants().iter().copied().filter(|w| !matches!(w, What::Project | What::Policy));
        let wanted: Vec<What> = self.what.map_or_else(|| all.collect(), |w| vec![w]);
        for what in wanted {
            if let Some(file) = match what {
                What::Project => Some(EMBEDDED),
                What::Policy => Some(POLICY),
                _ => None,
            } {
                say::line(file.trim_end());
                continue;
            }
            say::line(&format!("{}:", format!("{what:?}").to_lowercase()));
            for (word, meaning) in rows(what, self.language) {
                say::line(&format!("  {word:<26} {meaning}"));
            }
        }
        Ok(())
    }
}

fn rows(what: What, language: Language) -> Vec<(String, String)> {
    let row = |word: &str, meaning: &str| (word.to_string(), meaning.to_string());
    match what {
        What::Methods => {
            let meaning = |m: Method| {
                let [english, french] = m.describe();
                language.spaced(language.of(english, french))
            };
            Method::ALL.map(|m| row(m.word(), &meaning(m))).to_vec()
        }
        What::Palettes => palette::ALL.iter().map(|p| row(p.name, &describe(p))).collect(),
        What::Presets => Preset::ALL.map(|p| row(p.word(), p.describe())).to_vec(),
        What::Precisions => Precision::ALL
            .map(|p| row(p.word(), if p.counts_by_default() { "counts for a district" } else { "does not count" }))
            .to_vec(),
        What::Figures => {
            [("locations", "located incidents, a panel a year"), ("circles", "proportional circles by district")]
                .into_iter()
                .map(|(word, meaning)| row(word, meaning))
                .chain(Measure::ALL.map(|m| row(m.word(), m.describe())))
                .chain([
                    row("heat", "kernel density of incidents: bandwidth in km, kernel, scaling"),
                    row("hexbin", "incidents by hexagon: hexagon in km, or h3; per_area"),
                    row("change", "change in density between two periods, by district: from and to"),
                    row("strip", "key figures by year, without a map"),
                    row("bars", "bars by month, year or region, without a map: by"),
                ])
                .collect()
        }
        What::Sizes => Page::NAMED.map(|p| row(p.name, p.describe)).to_vec(),
        What::Rules => Rule::ALL.iter().map(|r| row(r.id, &format!("{:<8} {}", r.severity.word(), r.asks))).collect(),
        What::Bundled => BUNDLED
            .iter()
            .map(|(name, bytes)| row(&format!("bundled:{name}"), &format!("{} KB", bytes.len().div_ceil(1000))))
            .collect(),
        What::Project | What::Policy => Vec::new(),
    }
}

/// Kind, how many classes can be told apart, colours, source.
fn describe(palette: &Palette) -> String {
    let apart: Vec<usize> = (2..=palette.most()).take_while(|n| palette.passes(*n)).collect();
    let apart = apart.last().map_or("none".to_string(), |n| format!("{n}"));
    let colors: Vec<String> = palette.take(5).iter().map(ToString::to_string).collect();
    format!("{:<11}  to {apart} classes  {}  {}", palette.kind.word(), colors.join(" "), palette.source)
}
