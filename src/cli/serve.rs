//! `cercle serve`: a tile set in the browser.

use std::path::PathBuf;

use clap::Args;

use super::say;
use crate::error::Result;
use crate::serve::Server;

/// Show a tile set in a browser on this machine, without network.
///
/// The address is written to standard output: with a random part, on 127.0.0.1 alone. Only who knows it, and calls the server by
/// a name of this machine, is answered. Beside the page there are tiles.json, style.json, the tiles and, of a .pmtiles file,
/// archive.pmtiles in whole or by ranges. Ctrl-C ends it.
#[derive(Args)]
pub struct Serve {
    /// A folder of tiles, or a .mbtiles or .pmtiles file
    #[arg(value_name = "FILE|DIR")]
    tiles: PathBuf,
    /// Port on this machine [default: a free one]
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1024..))]
    port: Option<u16>,
}

impl Serve {
    pub(super) fn run(self) -> Result<()> {
        let server = Server::open(&self.tiles, self.port.unwrap_or(0))?;
        if !server.has_page() {
            say::note("note: this program was built without its preview page; the address says how to get it");
        }
        say::line(&server.address());
        say::note("Ctrl-C ends it");
        server.run()
    }
}
