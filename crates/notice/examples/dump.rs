fn main() {
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&path).unwrap();
        let options = notice::Options { on: jiff::civil::date(2026, 11, 23), extent: notice::Extent::Guess };
        for f in notice::check(&text, notice::Format::of(&path, &text), &options).unwrap() {
            let rel: Vec<_> = f.related.iter().map(|r| r.start.line).collect();
            println!("{path}:{} {} [{}] {:.2} {:?} | {} | {rel:?}", f.start, f.code, f.paragraph.as_deref().unwrap_or("-"), f.confidence.as_f64(), &text[f.span.clone()].chars().take(90).collect::<String>(), words::Catalogue::english().render(&f.message));
        }
    }
}
