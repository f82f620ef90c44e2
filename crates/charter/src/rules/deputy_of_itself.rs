use std::collections::BTreeSet;

use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;

pub(super) const RULE: Rule = Rule {
    code: "deputy-of-itself",
    severity: Severity::Warning,
    keeps: &["16.1", "F.1"],
    about: r#"A deputy acts when the holder of a post is away. Where deputies lead back to the post they started from, all of them may be away and nobody acts: the chain ends at a post without a deputy."#,
    broken: Change::Swap(
        r#"name = "Director""#,
        r#"name = "Director"
deputy = "director""#,
    ),
    mended: Change::Swap(
        r#"name = "Director""#,
        r#"name = "Director"
deputy = "adviser""#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    for post in look.charter.posts().iter() {
        let Some(written) = &post.deputy else { continue };
        let mut seen = BTreeSet::new();
        let mut next = Some(written);
        while let Some(id) = next {
            if id.get_ref() == post.id.get_ref() {
                look.report(
                    post.span_of(written),
                    Message::new("charter-deputy-of-itself").with("post", post.name.as_str()),
                    Message::new("charter-deputy-of-itself-help"),
                );
                break;
            }
            if !seen.insert(id.get_ref()) {
                break;
            }
            next = look.charter.posts().get(id.get_ref()).and_then(|post| post.deputy.as_ref());
        }
    }
}
