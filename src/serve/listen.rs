//! Taking connections, with limits of number, time and size.

use std::convert::Infallible;
use std::net::TcpListener as Bound;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioTimer;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};

use super::answer::{Asked, Site, answer, failure};
use super::patient::Patient;
use super::seats::{Leaving, Seat, Seats};

/// Bytes of a request's head.
const HEAD: usize = 16 << 10;
/// Time for a request's head, counted from the end of the one before.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// Time between two tries when the machine has no more files to open.
const PAUSE: Duration = Duration::from_millis(50);
/// Time for who is turned away to hear it.
const FAREWELL: Duration = Duration::from_secs(1);

const FULL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 25\r\n\
    Retry-After: 1\r\nCache-Control: no-store\r\nConnection: close\r\n\r\nall connections are taken";

/// Takes connections until the process ends.
///
/// # Errors
/// When the socket cannot be listened on.
pub(super) async fn listen(site: Arc<Site>, bound: Bound) -> std::io::Result<()> {
    let listener = TcpListener::from_std(bound)?;
    let seats = Arc::new(Seats::default());
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            sleep(PAUSE).await;
            continue;
        };
        match seats.take() {
            Some(seat) => {
                let leaving = Leaving(Arc::clone(&seats), Arc::clone(&seat));
                let task = tokio::spawn(converse(Arc::clone(&site), stream, leaving));
                seats.seat(&seat, task.abort_handle());
            }
            None => drop(tokio::spawn(timeout(FAREWELL, turn_away(stream)))),
        }
    }
}

/// One connection, from the first request to the last.
async fn converse(site: Arc<Site>, stream: TcpStream, leaving: Leaving) {
    let (seats, seat): (Arc<Seats>, Arc<Seat>) = (Arc::clone(&leaving.0), Arc::clone(&leaving.1));
    let service = service_fn(|request: hyper::Request<hyper::body::Incoming>| {
        let (site, working) = (Arc::clone(&site), seats.work(&seat));
        async move {
            // what a request sends beside its head is not read
            let (head, _) = request.into_parts();
            let asked = Asked::from(head);
            // a damaged database may take its time; others must not wait for it
            let made = spawn_blocking(move || answer(&site, &asked)).await.unwrap_or_else(|_| failure());
            Ok::<_, Infallible>(made.map(|body| body.held(working)))
        }
    });
    let mut protocol = http1::Builder::new();
    protocol
        .half_close(true)
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_header_size(HEAD)
        .max_buf_size(2 * HEAD);
    // how a conversation ends is the other side's affair
    let _ = protocol.serve_connection(Patient::new(stream), service).await;
    drop(leaving);
}

async fn turn_away(stream: TcpStream) -> std::io::Result<()> {
    let mut left = FULL;
    while !left.is_empty() {
        stream.writable().await?;
        match stream.try_write(left) {
            Ok(written) => left = &left[written..],
            Err(e) if e.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(e) => return Err(e),
        }
    }
    // a connection that is closed with something unread takes back what was said
    let mut unread = [0; 1024];
    loop {
        stream.readable().await?;
        match stream.try_read(&mut unread) {
            Ok(0) => return Ok(()),
            Err(e) if e.kind() != std::io::ErrorKind::WouldBlock => return Err(e),
            _ => {}
        }
    }
}
