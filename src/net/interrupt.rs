//! When somebody wants the run to end.

use std::io;

/// Wait until the user interrupts, or the system wants the process to end. Once this was asked for the first time such
/// signals no longer end the process by themselves.
pub(super) async fn next() -> io::Result<()> {
    let ended = ended();
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        ended = ended => ended,
    }
}

/// The signal with which CI systems and service managers end what takes too long.
#[cfg(unix)]
async fn ended() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    signal(SignalKind::terminate())?.recv().await;
    Ok(())
}

#[cfg(windows)]
async fn ended() -> io::Result<()> {
    tokio::signal::windows::ctrl_break()?.recv().await;
    Ok(())
}

/// Call `action` when the user interrupts once more. Does nothing where signals cannot be watched.
pub fn on_next_interrupt(action: impl FnOnce() + Send + 'static) {
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        if runtime.is_ok_and(|runtime| runtime.block_on(next()).is_ok()) {
            action();
        }
    });
}
