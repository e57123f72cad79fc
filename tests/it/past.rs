//! Anchors that history knows under other names.

use std::fs;

use crate::cli::Place;

fn committed(place: &Place) {
    place.git(&["add", "-A"]);
    place.git(&["commit", "-q", "--allow-empty", "-m", "x"]);
}

/// A repository in which `versions` of `b.md` followed each other, the last one uncommitted.
fn place(versions: &[&str], link: &str) -> Place {
    let place = Place::new(&[("a.md", "# A\n")]);
    place.git(&["init", "-q"]);
    place.git(&["config", "user.email", "a@b.c"]);
    place.git(&["config", "user.name", "a"]);
    for version in versions {
        committed(&place);
        fs::create_dir_all(place.path().join("docs")).unwrap();
        place.write("docs/b.md", version);
    }
    place.write("a.md", &format!("# A\n\n[x]({link})\n"));
    place
}

fn suggested(place: &Place) -> serde_json::Value {
    place.check(&[])["diagnostics"][0]["data"]["suggestions"].clone()
}

const OLD: &str = "# B\n\n## Start\n\nx\n\n## Wombats\n\nx\n\n## Stop\n\nx\n";

#[test]
fn the_heading_that_took_the_place_of_another_is_meant() {
    let first = OLD.replace("Wombats", "Quokkas");
    let now = OLD.replace("Wombats", "Echidnas");
    let place = place(&[&first, OLD, &now], "docs/b.md#quokkas");
    assert_eq!(suggested(&place), serde_json::json!(["docs/b.md#echidnas"]));
    let help = place.check(&[])["diagnostics"][0]["help"].clone();
    assert_eq!(help, "it was renamed, says git: write `docs/b.md#echidnas`");
    // The same when all of it was committed, and from a folder inside of the repository.
    committed(&place);
    assert_eq!(suggested(&place)[0], "docs/b.md#echidnas");
    fs::write(place.path().join("docs/c.md"), "# C\n\n[x](b.md#wombats)\n").unwrap();
    let report = place.check(&["--root", "docs", "docs"]);
    assert_eq!(report["diagnostics"][0]["data"]["suggestions"][0], "b.md#echidnas");
    // What is likely is written when that is asked for.
    assert!(place.run(&["check", "--offline", "--fix", "--unsafe-fixes"]).status.success());
    assert!(fs::read_to_string(place.path().join("a.md")).unwrap().contains("b.md#echidnas"));
}

#[test]
fn a_heading_that_nothing_replaced_has_no_successor() {
    for now in [
        // Removed.
        "# B\n\n## Start\n\nx\n\n## Stop\n\nx\n".to_owned(),
        // Two for one, and one of another level.
        OLD.replace("## Wombats", "## Echidnas\n\nx\n\n## Numbats"),
        OLD.replace("## Wombats", "### Echidnas"),
        // It moved, so that its neighbours stand the other way around.
        "# B\n\n## Stop\n\nx\n\n## Echidnas\n\nx\n\n## Start\n\nx\n".to_owned(),
    ] {
        let place = place(&[OLD, &now], "docs/b.md#wombats");
        let suggestions = suggested(&place);
        let names_it = suggestions.to_string().contains("echidnas");
        assert!(!names_it, "{suggestions} in {now}");
    }
}

/// A repository may name the program that checks signatures of commits.
#[test]
#[cfg(unix)]
fn no_signature_is_checked_for_history() {
    use std::os::unix::fs::PermissionsExt;

    let place = place(&[OLD], "docs/b.md#wombats");
    let (program, marker) = (place.cache().join("sign"), place.cache().join("ran"));
    fs::create_dir_all(place.cache()).unwrap();
    let signature = "-----BEGIN PGP SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----";
    let script = format!(
        "#!/bin/sh\ntouch '{}'\necho '[GNUPG:] SIG_CREATED x' >&2\necho '{signature}'\n",
        marker.display()
    );
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    place.git(&["config", "gpg.program", program.to_str().unwrap()]);
    place.git(&["config", "log.showSignature", "true"]);
    place.git(&["add", "-A"]);
    place.git(&["commit", "-q", "-S", "-m", "x"]);
    place.git(&["log"]);
    assert!(marker.exists(), "plain git runs it");
    fs::remove_file(&marker).unwrap();
    place.write("docs/b.md", &OLD.replace("Wombats", "Echidnas"));
    place.write("a.md", "# A\n\n[x](docs/b.md#wombats) [y](docs/none.md)\n");
    assert_eq!(suggested(&place)[0], "docs/b.md#echidnas");
    assert!(!marker.exists());
}
