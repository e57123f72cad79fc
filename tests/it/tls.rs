//! TLS servers with a certificate that only [`ROOT`] vouches for.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, Stream};

/// The file of the certificate authorities that signed those of the servers, for 127.0.0.1, github.com and api.github.com.
pub(crate) const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/certificate/ca.pem");

fn config(protocols: &[&[u8]]) -> Arc<ServerConfig> {
    let certificate = include_bytes!("certificate/cert.der");
    config_of(certificate, include_bytes!("certificate/key.der"), protocols)
}

fn config_of(
    certificate: &'static [u8],
    key: &'static [u8],
    protocols: &[&[u8]],
) -> Arc<ServerConfig> {
    let certificate = CertificateDer::from(certificate);
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key));
    let mut config =
        ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
    Arc::new(config)
}

/// Call `serve` with each connection; it lives as long as the test.
fn start(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let serve = Arc::new(serve);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let serve = Arc::clone(&serve);
            thread::spawn(move || serve(stream));
        }
    });
    address
}

const FINE: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// A server that answers everything.
pub(crate) fn server() -> SocketAddr {
    saying(FINE.to_vec())
}

/// A server that sends these bytes to everybody.
pub(crate) fn saying(reply: Vec<u8>) -> SocketAddr {
    saying_as(config(&[]), reply)
}

/// A server whose certificate, for 127.0.0.1, expired in 2020.
pub(crate) fn expired() -> SocketAddr {
    let certificate = include_bytes!("certificate/expired.der");
    let key = include_bytes!("certificate/expired-key.der");
    saying_as(config_of(certificate, key, &[]), FINE.to_vec())
}

fn saying_as(config: Arc<ServerConfig>, reply: Vec<u8>) -> SocketAddr {
    start(move |mut stream| {
        let mut connection = ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut tls = Stream::new(&mut connection, &mut stream);
        if !head(&mut tls).is_empty() {
            tls.write_all(&reply).ok();
        }
    })
}

/// A server that speaks HTTP/2, or says so, and sends these bytes when it is asked so. Gives the protocols of its
/// connections too.
pub(crate) fn http2(reply: &'static [u8]) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let config = config(&[b"h2", b"http/1.1"]);
    let log: Arc<Mutex<Vec<String>>> = Arc::default();
    let noted = Arc::clone(&log);
    let address = start(move |mut stream| {
        let mut connection = ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut tls = Stream::new(&mut connection, &mut stream);
        // The preface of the protocol, or the start of a request.
        if tls.read_exact(&mut [0; 24]).is_err() {
            return;
        }
        let protocol = tls.conn.alpn_protocol().unwrap_or_default().to_vec();
        let new = protocol == b"h2";
        noted.lock().unwrap().push(String::from_utf8(protocol).unwrap());
        if new {
            asked(&mut tls);
        }
        tls.write_all(if new { reply } else { FINE }).ok();
        tls.flush().ok();
        // Whoever has understood closes.
        while tls.read(&mut [0; 512]).is_ok_and(|count| count > 0) {}
    });
    (address, log)
}

/// Read frames of HTTP/2 until a request has come in.
fn asked(stream: &mut impl Read) {
    let mut frame = [0; 9];
    while stream.read_exact(&mut frame).is_ok() {
        let length = u32::from_be_bytes([0, frame[0], frame[1], frame[2]]);
        let mut payload = vec![0; length as usize];
        if stream.read_exact(&mut payload).is_err() || frame[3] == 1 {
            return;
        }
    }
}

/// Hosts, each with the head of a request to it.
type Asked = Vec<(String, String)>;

/// A proxy that plays every host behind it: `answer` is given the host and the head of the request, which are noted.
pub(crate) fn proxy(
    answer: impl Fn(&str, &str) -> String + Send + Sync + 'static,
) -> (SocketAddr, Arc<Mutex<Asked>>) {
    let config = config(&[]);
    let log: Arc<Mutex<Asked>> = Arc::default();
    let noted = Arc::clone(&log);
    let address = start(move |mut stream| {
        let head = head(&mut stream);
        let Some(host) = head.strip_prefix("CONNECT ").and_then(|rest| rest.split(':').next())
        else {
            return;
        };
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
        let mut connection = ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut tls = Stream::new(&mut connection, &mut stream);
        let request = self::head(&mut tls);
        if request.is_empty() {
            return;
        }
        let reply = answer(host, &request);
        noted.lock().unwrap().push((host.to_owned(), request));
        tls.write_all(reply.as_bytes()).ok();
        tls.conn.send_close_notify();
        tls.flush().ok();
    });
    (address, log)
}

/// The head of a request; nothing where none comes.
fn head(stream: &mut impl Read) -> String {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return String::new(),
        }
    }
    String::from_utf8(head).unwrap()
}
