//! Whose certificates are believed.

use std::sync::Arc;

use rustls::RootCertStore;
use rustls::client::ClientConfig;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls_platform_verifier::BuilderVerifierExt;

/// Whose certificates are believed.
#[derive(Debug, Clone, Default)]
pub enum Trust {
    /// The system's, or Mozilla's where the system has none (a container without any).
    #[default]
    System,
    /// These alone: the text of a file of certificates.
    Roots(Vec<u8>),
}

/// A configuration for clients. `Err` says why there can be none.
pub(super) fn config(trust: &Trust) -> Result<ClientConfig, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = || {
        let versions = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions();
        versions.map_err(|error| error.to_string())
    };
    let mut roots = RootCertStore::empty();
    let mut config = match trust {
        Trust::Roots(pem) => {
            for certificate in CertificateDer::pem_slice_iter(pem) {
                let certificate = certificate.map_err(|error| error.to_string())?;
                roots.add(certificate).map_err(|error| error.to_string())?;
            }
            if roots.is_empty() {
                return Err("the file of trusted certificates has none".to_owned());
            }
            builder()?.with_root_certificates(roots).with_no_client_auth()
        }
        Trust::System => {
            if let Ok(config) = builder()?.with_platform_verifier() {
                config.with_no_client_auth()
            } else {
                let known = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().cloned();
                roots.add_parsable_certificates(known);
                builder()?.with_root_certificates(roots).with_no_client_auth()
            }
        }
    };
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}
