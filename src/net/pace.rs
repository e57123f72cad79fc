//! How often one host is asked: a rate with a burst, which troubles slow down and clean answers bring back.

use std::time::Duration;

/// What a host is asked at most.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HostLimits {
    /// Requests in flight.
    pub in_flight: usize,
    /// Requests a second, in the long run.
    pub per_second: f64,
    /// Requests that may come at once after a rest.
    pub burst: u32,
}

impl Default for HostLimits {
    fn default() -> Self {
        Self { in_flight: 2, per_second: 4.0, burst: 8 }
    }
}

impl HostLimits {
    /// The slower of both, in each respect.
    #[must_use]
    pub fn slower(self, other: Self) -> Self {
        Self {
            in_flight: self.in_flight.min(other.in_flight),
            per_second: self.per_second.min(other.per_second),
            burst: self.burst.min(other.burst),
        }
    }

    fn interval(self) -> Duration {
        // A rate of zero would never ask anything: a request an hour is as near as one gets.
        Duration::try_from_secs_f64(1.0 / self.per_second).map_or(SLOWEST, |it| it.min(SLOWEST))
    }
}

const SLOWEST: Duration = Duration::from_hours(1);
/// A host that troubles is asked so many times more slowly at most.
const MOST_SLOWED: u32 = 16;
/// So many clean answers in a row make the pace a quarter faster.
const CLEAN: u32 = 20;
/// The first time that a host is left alone when it wants fewer requests and does not say for how long; it doubles each time.
const FIRST_REST: Duration = Duration::from_secs(5);
/// The least and the most that a host is left alone. Who wants longer is not asked any more.
pub(super) const REST: [Duration; 2] = [Duration::from_secs(1), Duration::from_mins(2)];

/// The waits before the retries of one address.
pub(super) const RETRY_AFTER: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(4)];

/// How long to wait until an address is asked again that was asked again so often. With a number for chance it is any part
/// of that, the same for the same number and `row`.
pub(super) fn before_retry(retried: u8, row: usize, chance: Option<u64>) -> Duration {
    let wait = RETRY_AFTER[usize::from(retried).min(RETRY_AFTER.len() - 1)];
    let Some(seed) = chance else { return wait };
    // `SplitMix64`, of which 16 bits are chance enough.
    let mut bits = (seed ^ row as u64).wrapping_add(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    let [.., high, low] = (bits ^ (bits >> 31)).to_be_bytes();
    wait / (1 << 16) * u32::from(u16::from_be_bytes([high, low]))
}

/// The pace of one host, by the generic cell rate algorithm: `due` is when the next request would come if all were
/// spaced evenly, and one may run ahead of it by the burst. Times count from the start of the run.
#[derive(Debug, Clone)]
pub(super) struct Pace {
    due: Duration,
    interval: Duration,
    resting_until: Duration,
    clean: u32,
    rests: u32,
}

impl Pace {
    pub(super) fn new(limits: HostLimits) -> Self {
        let interval = limits.interval();
        Self { due: Duration::ZERO, interval, resting_until: Duration::ZERO, clean: 0, rests: 0 }
    }

    /// When the next request may start: `now` at the earliest.
    pub(super) fn next(&self, limits: HostLimits, now: Duration) -> Duration {
        let ahead = self.interval * limits.burst.saturating_sub(1);
        self.due.saturating_sub(ahead).max(self.resting_until).max(now)
    }

    /// A request starts.
    pub(super) fn take(&mut self, now: Duration) {
        self.due = self.due.max(now) + self.interval;
    }

    /// An answer without trouble.
    pub(super) fn clean(&mut self, limits: HostLimits) {
        self.rests = 0;
        self.clean += 1;
        if self.clean >= CLEAN {
            self.clean = 0;
            self.interval = (self.interval * 4 / 5).max(limits.interval());
        }
    }

    /// The host asks for less or has an outage, and perhaps says for how long. Gives how long it is left alone more than
    /// before; `Err` with what it wants when that is more than one waits.
    pub(super) fn trouble(
        &mut self,
        limits: HostLimits,
        wants: Option<Duration>,
        outage: bool,
        now: Duration,
    ) -> Result<Duration, Duration> {
        let already = self.resting_until > now;
        // Requests that were under way together tell the same trouble.
        if !already {
            self.clean = 0;
            self.rests += 1;
            self.interval = (self.interval * 2).min(limits.interval() * MOST_SLOWED);
        }
        if let Some(wants) = wants.filter(|&wants| wants > REST[1]) {
            return Err(wants);
        }
        let earlier = self.rests.saturating_sub(1);
        let guess = if outage {
            // An outage passes or does not: a reader tries again after moments.
            RETRY_AFTER[(earlier as usize).min(RETRY_AFTER.len() - 1)]
        } else {
            FIRST_REST * (1 << earlier.min(6))
        };
        let rest = wants.unwrap_or(guess).clamp(REST[0], REST[1]);
        // All who wait would come at once afterwards: they line up as if the burst was spent.
        let before = self.resting_until.max(now);
        self.resting_until = before.max(now + rest);
        self.due =
            self.due.max(self.resting_until + self.interval * limits.burst.saturating_sub(1));
        Ok(self.resting_until.saturating_sub(before))
    }

    /// How long the host is still left alone.
    pub(super) fn resting(&self, now: Duration) -> Duration {
        self.resting_until.saturating_sub(now)
    }

    /// How many troubles in a row without a clean answer in between.
    pub(super) fn rests(&self) -> u32 {
        self.rests
    }
}
