//! What happened when an external address was asked: facts, no judgement.
//!
//! Whether a fact makes a link broken depends on settings that differ by path and by run, so it is
//! decided elsewhere (`resolve::judge`) and can be decided again, also from facts that were kept.

/// One answer on the way to the last one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// The address that was asked.
    pub url: String,
    /// The redirect status that it answered; 200 for a page that sends its readers on by itself (`meta refresh`).
    pub status: u16,
}

/// How the last request of a chain ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A status that is not a redirect.
    Answered(u16),
    /// The server was asked with the [`Validators`] of an earlier answer and says that this one still holds, page and
    /// all. Such an observation has no page of its own.
    Unchanged,
    /// The name does not exist.
    NoSuchHost,
    /// The certificate does not hold, with the reason.
    Tls(String),
    /// No complete answer in time.
    TimedOut,
    /// The connection was refused, reset or never came about, with the reason.
    NoConnection(String),
    /// A redirect that leads nowhere one may follow, with the reason.
    BadRedirect(String),
    /// The address is not public and nobody allowed it; no connection was made.
    NotAllowed(String),
    /// Nobody asked, or nobody could have answered. Says nothing of the address, and is not worth keeping.
    NotAsked(WhyNot),
}

/// Why an address was not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WhyNot {
    /// Somebody interrupted the run.
    Interrupted,
    /// The time for the whole run was over.
    Deadline,
    /// Not one of many hosts could be reached, or none any more: the fault is on this side.
    NetworkDown,
    /// Every host sends to the same page, which belongs to none of them: somebody has to log in to this network.
    CaptivePortal,
    /// Not one of several hosts has a certificate that holds: the fault is on this side.
    Intercepted,
    /// The host wants no further requests for so many seconds, which is longer than a run waits.
    Limited {
        /// The time that it named.
        seconds: u64,
    },
    /// The host did not answer several times in a row.
    Unreachable,
    /// The host lets nobody but people in, so that an answer would say nothing.
    PeopleOnly,
    /// The configuration says so.
    Skipped,
    /// A bug in guidepost ended the request.
    Bug,
}

/// A wall against robots, recognised by what it answers. What stands behind one cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wall {
    /// Cloudflare.
    Cloudflare,
    /// Akamai.
    Akamai,
    /// AWS WAF.
    AwsWaf,
    /// `DataDome`.
    DataDome,
    /// Imperva, formerly Incapsula.
    Imperva,
    /// Sucuri.
    Sucuri,
    /// Vercel.
    Vercel,
}

impl Wall {
    /// Every kind of wall.
    pub const ALL: [Self; 7] = [
        Self::Cloudflare,
        Self::Akamai,
        Self::AwsWaf,
        Self::DataDome,
        Self::Imperva,
        Self::Sucuri,
        Self::Vercel,
    ];

    /// Its name, for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cloudflare => "Cloudflare",
            Self::Akamai => "Akamai",
            Self::AwsWaf => "AWS WAF",
            Self::DataDome => "DataDome",
            Self::Imperva => "Imperva",
            Self::Sucuri => "Sucuri",
            Self::Vercel => "Vercel",
        }
    }
}

/// What a server wants to be asked with next time, so that it can say "unchanged".
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    /// The `ETag` header, as it came.
    pub etag: Option<Box<str>>,
    /// The `Last-Modified` header, as it came.
    pub last_modified: Option<Box<str>>,
}

impl Validators {
    /// Nothing to ask with.
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

/// What was read of a page. Pages are read only where a fragment needs it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageFacts {
    /// Its title.
    pub title: Option<Box<str>>,
    /// What a link into it may end in: `id` of anything and `name` of an `a`, as written, sorted, each once.
    pub ids: Vec<Box<str>>,
    /// Was all of it read, and is it of a kind that has ids? Otherwise an absent id proves nothing.
    pub complete: bool,
    /// Does a script build it, so that an absent id proves nothing either?
    pub script_built: bool,
}

impl PageFacts {
    /// Does the page have `id`, spelt exactly so?
    pub fn has(&self, id: &str) -> bool {
        self.ids.binary_search_by(|known| (**known).cmp(id)).is_ok()
    }
}

/// What was seen of one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// The redirects that were followed, first asked first.
    pub hops: Vec<Hop>,
    /// The address that gave the outcome; equal to the address asked when nothing redirected.
    pub last_url: Box<str>,
    /// How it ended.
    pub outcome: Outcome,
    /// When, in seconds since 1970.
    pub at: u64,
    /// What was read of the page, if it was read.
    pub page: Option<Box<PageFacts>>,
    /// What to ask with next time.
    pub validators: Validators,
    /// The wall against robots that answered, if one was recognised.
    pub wall: Option<Wall>,
}

impl Observation {
    /// `url` ended in `outcome` without further ado.
    pub fn new(url: &str, outcome: Outcome, at: u64) -> Self {
        Self {
            hops: Vec::new(),
            last_url: url.into(),
            outcome,
            at,
            page: None,
            validators: Validators::default(),
            wall: None,
        }
    }
}
