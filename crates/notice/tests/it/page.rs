use std::path::Path;

#[test]
fn the_page_about_the_rules_is_up_to_date() {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/notice-rules.md"));
    let page = notice::rules_page();
    if std::env::var_os("KEYHOLDER_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().expect("the page is in a folder")).expect("docs/");
        std::fs::write(path, &page).expect("the page can be written");
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        written == page,
        "docs/notice-rules.md is not what the rules say: refresh it with \
         `cargo xtask docs`"
    );
}
