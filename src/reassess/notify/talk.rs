//! A conversation with a mail server that cannot go on for ever.

use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Bytes that a server says at most.
const MOST: usize = 256 * 1024;

/// A connection of which at most so much is read.
#[derive(Debug)]
pub(super) struct Talk<S> {
    stream: S,
    address: SocketAddr,
    /// What is read before the stream.
    before: &'static [u8],
    left: usize,
}

impl<S> Talk<S> {
    /// `before` is read first, as if the server said it.
    pub(super) const fn new(stream: S, address: SocketAddr, before: &'static [u8]) -> Self {
        Self {
            stream,
            address,
            before,
            left: MOST,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Talk<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        let this = self.get_mut();
        if !this.before.is_empty() {
            let n = this.before.len().min(buffer.remaining());
            let (now, rest) = this.before.split_at(n);
            buffer.put_slice(now);
            this.before = rest;
            return Poll::Ready(Ok(()));
        }
        if this.left == 0 {
            return Poll::Ready(Err(Error::new(
                ErrorKind::InvalidData,
                "the server says too much",
            )));
        }
        let filled = buffer.filled().len();
        let polled = Pin::new(&mut this.stream).poll_read(context, buffer);
        this.left = this.left.saturating_sub(buffer.filled().len() - filled);
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Talk<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

impl<S> AsyncTokioStream for Talk<S>
where
    S: AsyncRead + AsyncWrite + Send + Sync + Unpin + std::fmt::Debug,
{
    fn peer_addr(&self) -> Result<SocketAddr> {
        Ok(self.address)
    }
}
