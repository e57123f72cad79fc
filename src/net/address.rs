//! Which addresses may be asked.
//!
//! A link checker in CI asks what strangers write. Addresses that are not public (the machine itself, its network, the
//! metadata service of its cloud) are asked only when somebody at the command line allowed them. The table is made from the
//! IANA special-purpose address registries, <https://www.iana.org/assignments/iana-ipv4-special-registry/> and
//! <https://www.iana.org/assignments/iana-ipv6-special-registry/>.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use url::{Host, Url};

/// A block of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cidr {
    address: IpAddr,
    prefix: u8,
}

impl FromStr for Cidr {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(a, p)| (a, Some(p)));
        let address: IpAddr =
            address.parse().map_err(|_| format!("`{address}` is no IP address"))?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            None => most,
            Some(text) => {
                let prefix = text.parse().ok().filter(|&prefix: &u8| prefix <= most);
                prefix.ok_or_else(|| format!("`/{text}` is no prefix length from 0 to {most}"))?
            }
        };
        Ok(Self { address, prefix })
    }
}

impl Cidr {
    pub(super) fn contains(self, address: IpAddr) -> bool {
        let matches = |a: u128, b: u128, width: u32| {
            let shift = width - u32::from(self.prefix);
            a.checked_shr(shift).unwrap_or(0) == b.checked_shr(shift).unwrap_or(0)
        };
        match (self.address, address) {
            (IpAddr::V4(a), IpAddr::V4(b)) => matches(a.to_bits().into(), b.to_bits().into(), 32),
            (IpAddr::V6(a), IpAddr::V6(b)) => matches(a.to_bits(), b.to_bits(), 128),
            _ => false,
        }
    }
}

/// What may be asked besides public addresses.
#[derive(Debug, Clone, Default)]
pub struct AddressPolicy {
    allowed: Vec<Cidr>,
}

impl AddressPolicy {
    /// Allow these blocks too.
    pub fn new(allowed: Vec<Cidr>) -> Self {
        Self { allowed }
    }

    /// May a connection be made to `address`? `Err` says why not.
    pub fn check(&self, address: IpAddr) -> Result<(), String> {
        let address = address.to_canonical();
        let blocks = || self.allowed.iter().filter(|block| block.contains(address));
        let allowed = if is_metadata(address) {
            // A block that happens to hold it is not meant for it.
            blocks().any(|block| block.prefix == 32 && address.is_ipv4() || block.prefix == 128)
        } else {
            is_public(address) || blocks().next().is_some()
        };
        if allowed {
            Ok(())
        } else if is_metadata(address) {
            Err(format!("{address} is where clouds hand out the secrets of their machines"))
        } else {
            Err(format!("{address} is no public address; `--allow-address {address}` allows it"))
        }
    }

    /// May `url` be asked, as far as its text tells? Host names are checked once they are resolved.
    pub fn check_url(&self, url: &Url) -> Result<(), String> {
        match url.host() {
            Some(Host::Ipv4(address)) => self.check(address.into())?,
            Some(Host::Ipv6(address)) => self.check(address.into())?,
            Some(Host::Domain(_)) => {}
            None => return Err("it names no host".to_owned()),
        }
        match url.port() {
            Some(port)
                if BAD_PORTS.binary_search(&port).is_ok()
                    || port < 1024 && !matches!(port, 80 | 443) =>
            {
                Err(format!("port {port} belongs to another service than the web"))
            }
            _ => Ok(()),
        }
    }
}

/// Ports from 1024 that browsers refuse (Fetch Standard, "port blocking"), in order.
const BAD_PORTS: [u16; 19] = [
    1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669,
    6679, 6697, 10080,
];

/// The metadata services of clouds, which hand out credentials.
fn is_metadata(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            matches!(v4.octets(), [169, 254, 169, 254] | [100, 100, 100, 200] | [168, 63, 129, 16])
        }
        IpAddr::V6(v6) => v6 == Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254),
    }
}

/// Is `address` one that the whole internet means the same by?
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let special = match address.octets() {
        [0 | 10 | 127 | 224..=255, ..]
        | [169, 254, ..]
        | [192, 168, ..]
        | [192, 88, 99, _]
        | [203, 0, 113, _] => true,
        [100, second, ..] => (64..=127).contains(&second),
        [172, second, ..] => (16..=31).contains(&second),
        [192, 0, third, _] => third == 0 || third == 2,
        [198, second, third, _] => matches!(second, 18 | 19) || second == 51 && third == 100,
        _ => false,
    };
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    // Addresses that carry one of IPv4 inside are as public as that one: NAT64, 6to4.
    let embedded = |high: u16, low: u16| {
        let bits = u32::from(high) << 16 | u32::from(low);
        is_public_v4(Ipv4Addr::from_bits(bits))
    };
    match segments {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => embedded(high, low),
        // Teredo, benchmarking, ORCHID and the like, and documentation.
        [0x2001, second, ..] if second < 0x200 || second == 0xdb8 => false,
        [0x3fff, second, ..] if second < 0x1000 => false,
        // Only 2000::/3 is handed out at all.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(policy: &AddressPolicy, url: &str) -> bool {
        Url::parse(url).is_ok_and(|url| policy.check_url(&url).is_ok())
    }

    #[test]
    fn s1_every_spelling_of_an_address_that_is_not_public_is_refused() {
        let policy = AddressPolicy::default();
        for host in [
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f.1",
            "0x7f000001",
            "017700000001",
            "127.0.0.1.",
            "0",
            "0.0.0.0",
            "10.0.0.1",
            "10.255.255.255",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.1.1",
            "169.254.169.254",
            "0xa9fea9fe",
            "100.64.0.1",
            "100.100.100.200",
            "192.0.0.1",
            "192.0.2.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "192.88.99.1",
            "224.0.0.1",
            "239.1.1.1",
            "240.0.0.1",
            "255.255.255.255",
            "[::]",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:10.0.0.1]",
            "[::ffff:7f00:1]",
            "[64:ff9b::7f00:1]",
            "[64:ff9b::10.0.0.1]",
            "[2002:7f00:1::]",
            "[2002:a00:1::1]",
            "[2001::1]",
            "[2001:db8::1]",
            "[fc00::1]",
            "[fd00:ec2::254]",
            "[fd12:3456::1]",
            "[fe80::1]",
            "[fec0::1]",
            "[ff02::1]",
            "[100::1]",
            "[3fff::1]",
            "[::7f00:1]",
            "①②⑦.0.0.1",
            "127。0。0。1",
            "0177.0.0.1",
            "0x7F.0x0.0x0.0x1",
            "127.0.1",
            "%31%32%37.0.0.1",
            "10.1",
            "192.168.257",
            "[0:0:0:0:0:ffff:192.168.1.1]",
            "[64:ff9b:1::1]",
            "[2001:0:7f00:1::]",
            "[2001:2::1]",
            "[2001:10::1]",
            "[::ffff:169.254.169.254]",
        ] {
            assert!(!verdict(&policy, &format!("http://{host}/")), "{host}");
        }
    }

    #[test]
    fn public_addresses_and_usual_ports_are_asked() {
        let policy = AddressPolicy::default();
        for url in [
            "http://1.1.1.1/",
            "https://8.8.8.8:443/",
            "http://172.32.0.1/",
            "http://100.128.0.1/",
            "http://192.0.1.1/",
            "http://[2606:4700::1111]/",
            "http://[64:ff9b::101:101]/",
            "http://example.com:8080/",
            "http://198.20.0.1/",
        ] {
            assert!(verdict(&policy, url), "{url}");
        }
        for url in [
            "http://example.com:22/",
            "http://example.com:25/",
            "http://example.com:6000/",
            "http://example.com:10080/",
        ] {
            assert!(!verdict(&policy, url), "{url}");
        }
    }

    #[test]
    fn s1_no_port_that_browsers_refuse_is_asked() {
        // The whole table of <https://fetch.spec.whatwg.org/#port-blocking>.
        let refused = [
            0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95,
            101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161,
            179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563,
            587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060,
            5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
        ];
        let policy = AddressPolicy::default();
        for port in refused {
            assert!(!verdict(&policy, &format!("http://example.com:{port}/")), "{port}");
        }
        assert!(BAD_PORTS.is_sorted(), "for the binary search");
    }

    #[test]
    fn s1_what_is_allowed_is_asked_but_metadata_only_by_its_own_address() {
        let policy = AddressPolicy::new(vec![
            "127.0.0.0/8".parse().unwrap(),
            "169.254.0.0/16".parse().unwrap(),
        ]);
        assert!(verdict(&policy, "http://127.0.0.2:8000/"));
        assert!(verdict(&policy, "http://[::ffff:127.0.0.1]/"));
        assert!(verdict(&policy, "http://169.254.1.1/"));
        assert!(!verdict(&policy, "http://169.254.169.254/"));
        assert!(!verdict(&policy, "http://10.0.0.1/"));
        let literal = AddressPolicy::new(vec!["169.254.169.254".parse().unwrap()]);
        assert!(verdict(&literal, "http://169.254.169.254/"));
        assert!("127.0.0.1/33".parse::<Cidr>().is_err() && "localhost".parse::<Cidr>().is_err());
    }
}
