//! A link whose text could stand for any link.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::base::diag::{Data, Datum, Severity};
use crate::lint::text::{of_link, words};
use crate::lint::{Check, FileCx, Finding, Findings, Rule, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "vague-link-text",
    family: "accessibility",
    severity: Some(Severity::Warning),
    summary: "the text of a link says nothing of where it leads",
    doc: include_str!("vague_link_text.md"),
    check: Check::told::<VagueLinkText>(),
};

/// The rule's options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct VagueLinkText {
    /// Further texts that say nothing, in any language.
    texts: Vec<String>,
    /// Texts that say enough.
    allow: Vec<String>,
}

/// Words of one language that say nothing, and those that may stand between them.
struct Filler {
    vague: &'static str,
    around: &'static str,
}

const FILLER: [Filler; 8] = [
    // English.
    Filler {
        vague: "click here this link more",
        around: "about article at can document find go in info information it learn on page please read see the to",
    },
    // German.
    Filler {
        vague: "hier klick klicke klicken klicke dieser diesen diesem dies link mehr weiterlesen",
        around: "auf den die erfahren info infos lesen sie seite weiter zur zum",
    },
    // French.
    Filler {
        vague: "ici cliquez cliquer lien suite",
        around: "ce cette en la le les lire page plus savoir sur",
    },
    // Spanish.
    Filler {
        vague: "aquí aqui clic enlace más",
        around: "en este esta haga haz información leer página pulsa saber ver",
    },
    // Portuguese.
    Filler {
        vague: "aqui clique link mais",
        around: "ler leia em este esta mais neste página saiba ver veja",
    },
    // Italian.
    Filler {
        vague: "qui clicca link",
        around: "di leggi pagina più questa questo saperne scopri su",
    },
    // Dutch.
    Filler { vague: "hier klik link", around: "deze dit lees meer op pagina verder" },
    // Russian.
    Filler {
        vague: "здесь тут сюда ссылка ссылке подробнее далее",
        around: "нажмите по на эта этой читать",
    },
];

/// The same for languages that put no spaces between words: whole texts.
const TEXTS: &str = "这里 此处 这儿 点击这里 点击此处 点此 请点击这里 单击此处 单击这里 链接 这个链接 此链接 更多 了解更多 查看更多 \
    這裡 此處 點擊這裡 點此 連結 こちら ここ ここをクリック こちらをクリック 詳細はこちら 詳しくはこちら リンク 続きを読む もっと見る \
    여기 여기를 이곳 링크 여기를클릭 더보기 자세히";

impl Rule for VagueLinkText {
    fn check(&self, cx: &FileCx<'_>, out: &mut Findings) {
        for link in &cx.file.doc.links {
            let Some(span) = of_link(cx, link) else { continue };
            let text = cx.slice(span);
            // A name in code is no word, and long texts say something.
            if text.len() > 60 || text.contains(['`', '[', '<']) || !self.is_vague(text) {
                continue;
            }
            let finding = Finding::new(
                span,
                format!("the link text “{}” says nothing of where it leads", text.trim()),
            )
            .label("the same text could stand for any link")
            .help("name what is there: many readers go from link to link")
            .data(Data(vec![("text", Datum::Text(text.to_owned()))]));
            out.push(finding);
        }
    }
}

/// The fillers in which a word says nothing, and those in which it may stand at all, a bit for each.
type Bits = (u16, u16);

/// Every word of every filler. To search the lists for each word of each link took a sixth of a whole check.
static WORDS: LazyLock<FxHashMap<&'static str, Bits>> = LazyLock::new(|| {
    let mut words: FxHashMap<&str, Bits> = FxHashMap::default();
    for (row, Filler { vague, around }) in FILLER.iter().enumerate() {
        for word in vague.split_whitespace() {
            words.entry(word).or_default().0 |= 1 << row;
        }
        for word in vague.split_whitespace().chain(around.split_whitespace()) {
            words.entry(word).or_default().1 |= 1 << row;
        }
    }
    words
});

fn has(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|known| known == word)
}

impl VagueLinkText {
    fn is_vague(&self, text: &str) -> bool {
        if !self.allow.is_empty() || !self.texts.is_empty() {
            let whole = words(text).collect::<Vec<_>>().join(" ");
            let is_whole = |known: &String| known.to_lowercase() == whole;
            if self.allow.iter().any(is_whole) {
                return false;
            }
            if self.texts.iter().any(is_whole) {
                return true;
            }
        }
        let (mut vague, mut known) = (0, u16::MAX);
        for word in words(text) {
            let (says_nothing, may_stand) = WORDS.get(&*word).copied().unwrap_or_default();
            vague |= says_nothing;
            known &= may_stand;
            if known == 0 {
                break;
            }
        }
        if vague & known != 0 {
            return true;
        }
        let unspaced = || words(text).collect::<String>();
        !text.is_ascii() && has(TEXTS, &unspaced())
    }
}
