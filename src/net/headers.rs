//! Headers of answers whose value says more than its text.

use std::fmt::Write;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// `Retry-After`: seconds, or a date, which is compared with the date that the server thinks it is, or with `now` where it
/// does not say.
pub(super) fn retry_after(text: &str, date: Option<&str>, now: Duration) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    // Both count from 1970, and a date that has passed asks for nothing.
    let since = |time: SystemTime| time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let until = since(httpdate::parse_http_date(text).ok()?);
    let date = date.and_then(|date| httpdate::parse_http_date(date).ok());
    Some(until.saturating_sub(date.map_or(now, since)))
}

/// `Location`, in which servers write bytes of any charset: browsers escape those that are no UTF-8, and ask for just these.
pub(super) fn location(value: &[u8]) -> String {
    let mut text = String::with_capacity(value.len());
    for chunk in value.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            write!(text, "%{byte:02X}").ok();
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s34_both_forms_of_a_time_to_come_back_are_read_with_a_date_and_without() {
        let (now, date) = (Duration::from_secs(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT");
        let of = |text, date| retry_after(text, date, now).map(|it| it.as_secs());
        assert_eq!(of(" 120 ", None), Some(120));
        assert_eq!(of("Sun, 06 Nov 1994 08:50:37 GMT", None), Some(60));
        assert_eq!(of("Sun, 06 Nov 1994 08:00:00 GMT", None), Some(0), "it has passed");
        // A server that lives a day ahead.
        assert_eq!(
            of("Mon, 07 Nov 1994 08:50:37 GMT", Some("Mon, 07 Nov 1994 08:49:37 GMT")),
            Some(60)
        );
        assert_eq!(of("Sunday, 06-Nov-94 08:50:37 GMT", Some(date)), Some(60), "an older form");
        assert_eq!(of("Sun Nov  6 08:50:37 1994", Some(date)), Some(60), "an older one still");
        assert_eq!(of("soon", Some(date)), None);
        assert_eq!(of("-5", None), None);
    }

    #[test]
    fn what_is_no_utf_8_is_escaped_and_the_rest_is_kept() {
        assert_eq!(location("/café?x=%20".as_bytes()), "/café?x=%20");
        assert_eq!(location(b"/caf\xe9/x"), "/caf%E9/x");
    }
}
