# Sentences of the room `charter`.

charter-days = { $n ->
    [one] 1 day
   *[other] { $n } days
}
charter-months = { $n ->
    [one] 1 month
   *[other] { $n } months
}
charter-years = { $n ->
    [one] 1 year
   *[other] { $n } years
}

charter-malformed = { $why }
charter-malformed-help = put this right first; nothing else in the file was looked at
charter-too-many-files = a charter of { $files } files, where { $most } is the most
charter-too-many-items = { $items } items of `{ $table }`, where { $most } is the most
charter-file-too-large = `{ $file }` is larger than { $most } bytes
charter-no-head = no file has a `[charter]` table
charter-second-head = a second `[charter]` table
