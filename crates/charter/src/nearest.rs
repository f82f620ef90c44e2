/// The known name most like the one given, when it is near enough to be a slip of the fingers.
///
/// ```
/// assert_eq!(charter::nearest("tennant", ["tenant", "occupant"]), Some("tenant".to_owned()));
/// assert_eq!(charter::nearest("dog", ["tenant", "occupant"]), None);
/// ```
pub fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let given: Vec<char> = given.chars().take(crate::ID_LENGTH_MAX).collect();
    known
        .into_iter()
        .map(|name| (distance(&given, name), name))
        .filter(|(distance, name)| *distance <= 1 + name.len() / 4)
        .min()
        .map(|(_, name)| name.to_owned())
}

/// How many letters must be put in, taken out or changed to make one name of the other.
fn distance(given: &[char], name: &str) -> usize {
    let mut row: Vec<usize> = (0..=given.len()).collect();
    for (i, theirs) in name.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, ours) in given.iter().enumerate() {
            let changed = diagonal + usize::from(theirs != *ours);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[given.len()]
}
