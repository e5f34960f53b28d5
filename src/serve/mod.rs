//! The preview of a tile set in a browser on the same machine: a small web server that reaches nobody else.
//!
//! It listens on 127.0.0.1 alone and answers only who knows the random part of its address and calls it by a name of this
//! machine, so that neither other machines nor pages of other sites get at the tiles (the browser may well run such pages).
//! An address is one of a fixed table or three numbers; no text of a request ever becomes the name of a file.
//!
//! ```no_run
//! use std::path::Path;
//! use cercle::serve::Server;
//!
//! let server = Server::open(Path::new("tiles.pmtiles"), 0)?;
//! println!("{}", server.address());
//! server.run()?; // until the process ends
//! # Ok::<(), cercle::error::Error>(())
//! ```

mod answer;
mod body;
mod listen;
mod page;
mod patient;
mod range;
mod request;
mod seats;
mod style;

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, Kind, Result};
use crate::tile::OpenTiles;
use answer::Site;

/// A server that has its address and waits to be run.
pub struct Server {
    site: Arc<Site>,
    listener: TcpListener,
}

impl Server {
    /// Opens a tile set and takes a port, or a free one for 0.
    ///
    /// # Errors
    /// As `OpenTiles::open`; `Kind::CannotCreate` if the port is taken.
    pub fn open(tiles: &Path, port: u16) -> Result<Server> {
        let tiles = OpenTiles::open(tiles)?;
        let refused = |e: std::io::Error| {
            Error::new(Kind::CannotCreate, format!("port {port} of this machine cannot be taken: {e}"))
                .hint("choose another --port, or none for a free one")
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(refused)?;
        listener.set_nonblocking(true).map_err(refused)?;
        let port = listener.local_addr().map_err(refused)?.port();
        Ok(Server { site: Arc::new(Site::new(tiles, port, token()?)), listener })
    }

    /// The address to open in a browser.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/{}/", self.site.port, self.site.token)
    }

    /// Whether the preview page is part of this program; without it the server says how to get it.
    pub fn has_page(&self) -> bool {
        page::BUILT.is_some()
    }

    /// Answers until the process ends.
    ///
    /// # Errors
    /// `Kind::Io` if the machine gives no threads or takes the port away.
    pub fn run(self) -> Result<()> {
        let failed = |e: std::io::Error| Error::new(Kind::Io, format!("the server cannot run: {e}"));
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        let runtime =
            builder.worker_threads(2).max_blocking_threads(8).enable_io().enable_time().build().map_err(failed)?;
        runtime.block_on(listen::listen(self.site, self.listener)).map_err(failed)
    }
}

/// 128 random bits as 32 hexadecimal digits.
fn token() -> Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|e| Error::new(Kind::Io, format!("the system gives no random numbers: {e}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
