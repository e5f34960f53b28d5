//! The command line: one file a verb, and the only room that prints. Data go to standard output, messages to standard error.
//!
//! ```no_run
//! fn main() -> std::process::ExitCode {
//!     cercle::cli::main()
//! }
//! ```

mod apart;
mod args;
mod audience;
mod boundaries;
mod build;
mod check;
mod completions;
mod diff;
mod event;
mod heat;
mod init;
mod join;
mod lint;
mod list;
mod manual;
mod map;
mod say;
mod schema;
mod serve;
mod spare;
mod tile;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::draft::folder_of;
use crate::error::{Error, Kind, Result};
use crate::write::{Layer, LayerFormat};

/// Maps of geocoded incidents by district: figures and GIS layers that account for every row.
#[derive(Parser)]
#[command(version, about, after_help = exit_codes(), max_term_width = 110)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Write a project file to start from, from a look at your files
    Init(init::Init),
    /// Build everything that a project file asks for: figures, GIS layers and the ledger
    Build(build::Build),
    /// Say in words what changed from one build to another
    Diff(diff::Diff),
    /// Draw one figure from a file of incidents and a file of boundaries
    Map(Box<map::Map>),
    /// Draw a heat map: incidents by cell of a grid, or their kernel density, as a picture or a GeoTIFF
    Heat(Box<heat::Heat>),
    /// Count incidents by district and write a table or GIS layers
    Join(join::Join),
    /// Make map tiles for web maps and offline use: vector tiles or pictures, as a folder, MBTiles or PMTiles
    Tile(Box<tile::Tile>),
    /// Say what is in a file, and what would happen to each of its rows
    Check(check::Check),
    /// Compare two editions of boundaries, or clean a boundary file without tearing neighbours apart
    Boundaries(boundaries::BoundariesVerb),
    /// Check the figures of a project, or finished files, against the rules of map design, writing nothing
    Lint(lint::Lint),
    /// Show a tile set in a browser on this machine
    Serve(serve::Serve),
    /// List methods, palettes, presets, precisions and bundled files
    List(list::List),
    /// Write the JSON Schema of the project file
    Schema(schema::Schema),
    /// Write the completions of a shell
    Completions(completions::Completions),
    /// Write the manual page
    Manual(manual::Manual),
}

fn exit_codes() -> String {
    let mut text = String::from("Exit codes:\n   0  done");
    for kind in Kind::ALL {
        text += &format!("\n  {}  {}", kind.exit_code(), kind.meaning());
    }
    text
}

/// Runs the command line of this process and answers its exit code.
pub fn main() -> ExitCode {
    leave_no_core();
    if let Some(code) = apart::child() {
        return code;
    }
    // The first thread works too: it has memory at hand, and nobody waits for the others to wake. If the threads are
    // there already, they do.
    let _ = rayon::ThreadPoolBuilder::new().use_current_thread().build_global();
    quieten_decoders();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            let code = if error.use_stderr() { Kind::Usage.exit_code() } else { 0 };
            return ExitCode::from(code);
        }
    };
    let done = match cli.verb {
        Verb::Init(verb) => verb.run(),
        Verb::Build(verb) => verb.run(),
        Verb::Diff(verb) => verb.run(),
        Verb::Map(verb) => verb.run(),
        Verb::Heat(verb) => verb.run(),
        Verb::Join(verb) => verb.run(),
        Verb::Tile(verb) => verb.run(),
        Verb::Check(verb) => verb.run(),
        Verb::Boundaries(verb) => verb.run(),
        Verb::Lint(verb) => verb.run(),
        Verb::Serve(verb) => verb.run(),
        Verb::List(verb) => verb.run(),
        Verb::Schema(verb) => verb.run(),
        Verb::Completions(verb) => verb.run(),
        Verb::Manual(verb) => verb.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::error(&error);
            ExitCode::from(error.kind.exit_code())
        }
    }
}

/// A process that dies leaves no copy of its memory on the disk: exact places are in it.
fn leave_no_core() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        // lowering a limit is always allowed
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
}

/// The decoder of Parquet panics on some damaged files, rusqlite at names that are not UTF-8, and the overlay of polygons on some damaged shapes. Their callers catch
/// that and say what is wrong, so they need not be heard too.
fn quieten_decoders() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !panic
            .location()
            .is_some_and(|at| ["parquet-", "i_overlay-", "rusqlite-"].iter().any(|of| at.file().contains(of)))
        {
            report(panic);
        }
    }));
}

/// Writes a result to a file, or to standard output for `-`.
fn deliver(out: &std::path::Path, bytes: Vec<u8>) -> Result<()> {
    deliver_styled(out, bytes, None)
}

/// The style that QGIS looks for beside the file of a layer, if it does in this format.
fn style_of(format: LayerFormat, layer: &Layer) -> Option<Vec<u8>> {
    layer.styles.first().filter(|_| format.styled_by_name()).map(|style| style.qml.clone().into_bytes())
}

/// Writes a ledger, for its owner alone, or to standard output for `-`.
fn deliver_privately(out: &std::path::Path, bytes: Vec<u8>) -> Result<()> {
    if out.as_os_str() == "-" {
        return deliver(out, bytes);
    }
    let name = file_name(out)?;
    crate::run::publish_some_privately(folder_of(out), &[(name.clone(), bytes)], &[&name])
}

/// Writes a layer and the style that QGIS finds beside it; to standard output the layer alone.
fn deliver_styled(out: &std::path::Path, bytes: Vec<u8>, style: Option<Vec<u8>>) -> Result<()> {
    if out.as_os_str() == "-" {
        use std::io::Write;
        return std::io::stdout()
            .write_all(&bytes)
            .and_then(|()| std::io::stdout().flush())
            .map_err(|e| Error::new(Kind::Io, format!("standard output: {e}")));
    }
    let main = file_name(out)?;
    let beside = style.map(|style| Ok::<_, Error>((file_name(&out.with_extension("qml"))?, style))).transpose()?;
    crate::run::publish(folder_of(out), &std::iter::once((main, bytes)).chain(beside).collect::<Vec<_>>())
}

fn file_name(out: &std::path::Path) -> Result<String> {
    let name = out.file_name().map(|name| name.to_string_lossy().into_owned());
    name.ok_or_else(|| Error::usage(format!("--out {} is not a file name", out.display())))
}

/// The extension of an output, or the format asked for, in lower case.
fn format_of(out: &std::path::Path, format: Option<&str>, known: &[&str]) -> Result<String> {
    let extension = out.extension().map(|e| e.to_string_lossy().to_lowercase());
    let wanted = format.map(str::to_string).or(extension).unwrap_or_default();
    if known.contains(&wanted.as_str()) {
        return Ok(wanted);
    }
    let found =
        if wanted.is_empty() { "no format is given".to_string() } else { format!("'{wanted}' cannot be written") };
    Err(Error::usage(format!("--out {}: {found}", out.display()))
        .hint(format!("end the file name in .{}, or say --format", known.join(" or ."))))
}
