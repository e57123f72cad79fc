//! An alternative text that says nothing of its image.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::base::diag::{Data, Datum, Place, Severity};
use crate::base::path;
use crate::base::span::Span;
use crate::base::url::{decode, split};
use crate::doc::Link;
use crate::lint::text::{Alt, images, words};
use crate::lint::{Check, FileCx, Finding, Findings, Rule, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "useless-alt",
    family: "accessibility",
    severity: Some(Severity::Warning),
    summary: "an alternative text says nothing of its image",
    doc: include_str!("useless_alt.md"),
    check: Check::told::<UselessAlt>(),
};

/// The rule's options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct UselessAlt {
    /// Further words that say nothing.
    words: Vec<String>,
    /// Two images of a page must not have the same text.
    repeated: bool,
}

/// Words that say no more than that there is an image, language by language.
const FILLER: [&str; 10] = [
    "alt alternative caption figure graphic here illustration image img photo photograph pic picture placeholder \
     screen screenshot shot text untitled",
    "abbildung bild bildschirmfoto foto grafik",
    "capture d'écran écran figure illustration photo",
    "captura de pantalla figura foto gráfico ilustración imagen",
    "captura de ecrã tela figura foto gráfico ilustração imagem",
    "figura foto immagine schermata",
    "изображение картинка рисунок скриншот фото",
    "图片 图像 截图 图 照片 圖片 圖像 截圖",
    "画像 写真 図 スクリーンショット イメージ",
    "이미지 사진 그림 스크린샷",
];

/// Extensions of images.
const IMAGES: [&str; 9] = ["png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "bmp", "ico"];

impl Rule for UselessAlt {
    fn check(&self, cx: &FileCx<'_>, out: &mut Findings) {
        let mut seen: HashMap<&str, (&Link, Span)> = HashMap::new();
        for (link, alt) in images(cx) {
            let Alt::Text(span) = alt else { continue };
            let text = cx.slice(span).trim();
            let found = self.flaw(text, &link.url);
            let first = *seen.entry(text).or_insert((link, span));
            let again = self.repeated && found.is_none() && first.0.url != link.url;
            let message = match found {
                Some(flaw) => flaw,
                None if again => "another image of this page has the same alternative text",
                None => continue,
            };
            let places = if again {
                vec![Place {
                    file: cx.id,
                    span: first.1,
                    note: "the same text for another image".into(),
                }]
            } else {
                Vec::new()
            };
            let finding = Finding::new(span, message)
                .label("says nothing of the image")
                .help("say in a few words what it shows")
                .data(Data(vec![("alt", Datum::Text(text.to_owned()))]))
                .places(places);
            out.push(finding);
        }
    }
}

/// What word processors write where nobody did: `A screenshot of a cell phone  Description automatically generated`.
const GENERATED: [&str; 9] = [
    "description automatically generated",
    "ai-generated content may be incorrect",
    "automatisch generierte beschreibung",
    "ki-generierte inhalte können fehlerhaft sein",
    "description générée automatiquement",
    "le contenu généré par l'ia peut être incorrect",
    "descripción generada automáticamente",
    "descrição gerada automaticamente",
    "descrizione generata automaticamente",
];

impl UselessAlt {
    /// What is wrong with `text`, which stands for the image at `url`?
    fn flaw(&self, text: &str, url: &str) -> Option<&'static str> {
        let (stem, extension) = path::stem_and_extension(text);
        let is_name = IMAGES.iter().any(|known| extension.eq_ignore_ascii_case(known));
        if is_name && !stem.contains(char::is_whitespace) {
            return Some("this alternative text is the name of a file");
        }
        let address = decode(split(url).path);
        let (own, _) = path::stem_and_extension(path::split(&address).1);
        // A single word may be the name of both the file and what it shows.
        if text == own && text.contains(['-', '_']) && !text.contains(' ') {
            return Some("this alternative text is the name of the file");
        }
        let lower = text.to_lowercase().replace('’', "'");
        if GENERATED.iter().any(|known| lower.contains(known)) {
            return Some("a program guessed this alternative text");
        }
        let mut words =
            words(text).filter(|word| !word.bytes().all(|byte| byte.is_ascii_digit())).peekable();
        words.peek()?;
        let known = |word: &String| {
            FILLER.iter().any(|list| list.split_whitespace().any(|known| known == word))
                || self.words.iter().any(|known| known.to_lowercase() == *word)
        };
        words
            .all(|word| known(&word))
            .then_some("this alternative text only says that there is an image")
    }
}
