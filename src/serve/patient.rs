//! A connection that is given up when nothing moves on it.

use std::io::{Error, ErrorKind, Result};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep};

/// So long a connection may stand still.
const PATIENCE: Duration = Duration::from_secs(30);

/// A connection with a clock that starts anew with each byte that is read or taken.
pub(super) struct Patient {
    stream: TokioIo<TcpStream>,
    clock: Pin<Box<Sleep>>,
}

impl Patient {
    pub fn new(stream: TcpStream) -> Patient {
        Patient { stream: TokioIo::new(stream), clock: Box::pin(sleep(PATIENCE)) }
    }

    fn watched<T>(&mut self, cx: &mut Context<'_>, poll: Poll<Result<T>>) -> Poll<Result<T>> {
        if poll.is_ready() {
            self.clock.as_mut().reset(Instant::now() + PATIENCE);
            return poll;
        }
        ready!(self.clock.as_mut().poll(cx));
        Poll::Ready(Err(Error::from(ErrorKind::TimedOut)))
    }
}

impl Read for Patient {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: ReadBufCursor<'_>) -> Poll<Result<()>> {
        let poll = Pin::new(&mut self.stream).poll_read(cx, into);
        self.watched(cx, poll)
    }
}

impl Write for Patient {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        let poll = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.watched(cx, poll)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
