//! What is sent: bytes in memory, or a part of a file that is read while it is sent.

use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::pin::Pin;
use std::sync::PoisonError;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

use super::seats::Working;
use crate::tile::Whole;

/// Bytes of a file that are in memory at a time.
const PIECE: u64 = 64 << 10;

/// The body of an answer.
pub(super) struct Sent {
    left: Left,
    /// As long as there is something to send, the connection is not given to another.
    _working: Option<Working>,
}

enum Left {
    Bytes(Bytes),
    File(Whole, Range<u64>),
}

impl Sent {
    pub fn bytes(bytes: impl Into<Bytes>) -> Sent {
        Sent { left: Left::Bytes(bytes.into()), _working: None }
    }

    pub fn file(whole: Whole, part: Range<u64>) -> Sent {
        Sent { left: Left::File(whole, part), _working: None }
    }

    pub fn held(mut self, working: Working) -> Sent {
        self._working = Some(working);
        self
    }

    pub fn len(&self) -> u64 {
        match &self.left {
            Left::Bytes(bytes) => bytes.len() as u64,
            Left::File(_, part) => part.end - part.start,
        }
    }
}

impl Body for Sent {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<std::io::Result<Frame<Bytes>>>> {
        let piece = match &mut self.left {
            Left::Bytes(bytes) if bytes.is_empty() => return Poll::Ready(None),
            Left::Bytes(bytes) => Ok(std::mem::take(bytes)),
            Left::File(_, part) if part.is_empty() => return Poll::Ready(None),
            // a local file and a small piece: waiting for it would cost more than reading it
            Left::File(whole, part) => read(whole, part),
        };
        Poll::Ready(Some(piece.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        self.len() == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.len())
    }
}

/// The next piece of a part of a file, by which the part gets shorter.
fn read(whole: &Whole, part: &mut Range<u64>) -> std::io::Result<Bytes> {
    let mut piece = vec![0; PIECE.min(part.end - part.start) as usize];
    let mut file = whole.file.lock().unwrap_or_else(PoisonError::into_inner);
    file.seek(SeekFrom::Start(part.start))?;
    file.read_exact(&mut piece)?;
    part.start += piece.len() as u64;
    Ok(piece.into())
}
