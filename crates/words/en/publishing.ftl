# What stands in the way of publishing a notice, and what does not fit in a draft of it.

publishing-day-known = A notice of { $day } is published already, or one is to come on that day. Choose a later day.
publishing-day-past = The day { $day } has passed. Choose today or a later day.
publishing-errors = { $count ->
    [one] The check found an error.
   *[other] The check found { $count } errors.
 } Put it right first.
publishing-needed = The { $kind } `{ $name }` is gone, and somebody signs in with it or a system asks with it. Put it back, or give them another first.
publishing-other-base = Another notice was published since this draft was begun. Begin a new draft, or that one would be undone.
publishing-other-id = The charter has another `id`. It is part of the name of the log, so it stays `{ $id }`.
publishing-purpose-undecided = The purpose `{ $purpose }` is new, and its owner has not decided that it goes with what the data was collected for. Propose it, and let them decide.
publishing-purpose-uninformed = The purpose `{ $purpose }` is new, and nothing on record says that people were informed of it before its first day. Inform them, write the day down, or choose a later first day.
publishing-still-used = The { $kind } `{ $name }` is gone, and something on record stands by it, or may do. Put it back, and take it out of the purposes instead.
publishing-undated = It has no day. Say from which day on it counts.
publishing-version-known = The version { $version } was published before. Give it a new one.
publishing-version-wrong = A version is 1 to { $most } letters, digits, stops and hyphens, such as 2027-01.
publishing-words-missing = Write the words of the paragraph.
