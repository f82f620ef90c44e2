//! How hard a text is to read: the Flesch-Kincaid grade.
//!
//! The grade is the number of school years a reader needs: 6 is a reader of about eleven. It counts
//! words a sentence and syllables a word, so it is a measure of length and not of sense; it is a
//! floor to stand on, never proof that a text is plain.

/// The counts a grade is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Sentences; at least one when there is a word.
    pub sentences: usize,
    /// Words: runs of letters, digits and inner apostrophes.
    pub words: usize,
    /// Syllables, estimated from spelling.
    pub syllables: usize,
}

impl Counts {
    /// Counts a text. A blank line, a full stop, a question or exclamation mark or a colon at the
    /// end of a line ends a sentence; so does each item of a list.
    #[must_use]
    pub fn of(text: &str) -> Counts {
        let mut counts = Counts::default();
        for line in text.lines() {
            let mut open = false;
            for raw in line.split_whitespace() {
                let word = raw.trim_matches(|c: char| !c.is_alphanumeric());
                if !word.is_empty() {
                    for part in word.split(['-', '/', '–', '—']).filter(|p| !p.is_empty()) {
                        counts.words += 1;
                        counts.syllables += syllables(part);
                    }
                    open = true;
                }
                let end = raw.trim_end_matches(['"', '\'', ')', '”', '’']);
                if open && end.ends_with(['.', '?', '!']) && !is_abbreviation(end) {
                    counts.sentences += 1;
                    open = false;
                }
            }
            if open {
                counts.sentences += 1;
            }
        }
        counts
    }

    /// The Flesch-Kincaid grade, in school years; 0 for a text without words.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of words in a text are far below 2^52")]
    pub fn grade(self) -> f64 {
        if self.words == 0 {
            return 0.0;
        }
        let words = self.words as f64;
        let grade = 0.39 * words / self.sentences.max(1) as f64
            + 11.8 * self.syllables as f64 / words
            - 15.59;
        grade.max(0.0)
    }
}

/// The Flesch-Kincaid grade of a text, in school years.
///
/// ```
/// assert!(words::reading::grade("The cat sat on the mat.") < 1.0);
/// assert!(words::reading::grade("Proportionality considerations necessitate determination.") > 12.0);
/// ```
#[must_use]
pub fn grade(text: &str) -> f64 {
    Counts::of(text).grade()
}

fn is_abbreviation(word: &str) -> bool {
    matches!(
        word.trim_start_matches('('),
        "e.g." | "i.e." | "etc." | "No." | "Mr." | "Mrs." | "Ms." | "Dr."
    )
}

/// Syllables of one word, estimated from English spelling; at least one.
#[must_use]
pub fn syllables(word: &str) -> usize {
    let word: String = word.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect();
    if word.len() <= 3 {
        return 1;
    }
    let letters: Vec<char> = word.chars().collect();
    let vowel = |i: usize| matches!(letters[i], 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'é');
    let mut count = 0_usize;
    for i in 0..letters.len() {
        if vowel(i) && (i == 0 || !vowel(i - 1)) {
            count += 1;
        }
    }
    // Two vowels that are said apart: di-al, cre-ate, sci-ence, ide-a, cute-ness kept as one.
    for pair in letters.windows(2) {
        if matches!(pair, ['i', 'a'] | ['i', 'o'] | ['e', 'o'] | ['u', 'a'] | ['i', 'u']) {
            count += 1;
        }
    }
    for apart in
        ["creat", "quiet", "client", "science", "poem", "being", "cruel", "diet", "area", "idea"]
    {
        if word.contains(apart) {
            count += 1;
        }
    }
    // ... but -tion, -cial, -gion and qu- are said as one.
    for together in [
        "tion", "sion", "cial", "tial", "cian", "gion", "cious", "tious", "qua", "gua", "people",
        "safety", "geo",
    ] {
        count -= word.matches(together).count().min(count.saturating_sub(1));
    }
    let silent_e = word.ends_with('e')
        && !(word.ends_with("le") && letters.len() > 3 && !vowel(letters.len() - 3));
    let silent_es = word.ends_with("es")
        && !["ses", "zes", "ces", "ges", "xes", "ches", "shes"].iter().any(|s| word.ends_with(s))
        && !(letters.len() > 3 && vowel(letters.len() - 3));
    let silent_ed = word.ends_with("ed")
        && !["ted", "ded"].iter().any(|s| word.ends_with(s))
        && !(letters.len() > 3 && vowel(letters.len() - 3));
    if (silent_e && !vowel(letters.len() - 2)) || silent_es || silent_ed {
        count = count.saturating_sub(1);
    }
    count.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_of_words_a_notice_uses() {
        let mut wrong = Vec::new();
        for (word, expected) in [
            ("home", 1),
            ("homes", 1),
            ("people", 2),
            ("table", 2),
            ("asked", 1),
            ("wanted", 2),
            ("data", 2),
            ("privacy", 3),
            ("personal", 3),
            ("information", 4),
            ("repairs", 2),
            ("organisation", 5),
            ("tenancy", 3),
            ("area", 3),
            ("social", 2),
            ("request", 2),
            ("notice", 2),
            ("services", 3),
            ("create", 2),
            ("special", 2),
            ("police", 2),
            ("use", 1),
            ("used", 1),
            ("law", 1),
            ("rules", 1),
            ("share", 1),
            ("shared", 1),
            ("agree", 2),
            ("money", 2),
            ("safety", 2),
            ("question", 2),
            ("quiet", 2),
        ] {
            let counted = syllables(word);
            if counted != expected {
                wrong.push(format!("{word}: {counted}, not {expected}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn sentences_end_at_stops_and_lines() {
        let counts = Counts::of("We fix homes. Do you agree?\n- one item\n- another (e.g. this)");
        assert_eq!(counts.sentences, 4);
        assert_eq!(counts.words, 11);
    }
}
