# Sentences of the room `sources`.

sources-malformed = { $why }
sources-malformed-help = put this right first; nothing else in the file was looked at
sources-file-too-large = `{ $file }` is larger than { $most } bytes
sources-too-many-fields = a map of more than { $most } fields
sources-did-you-mean = did you mean `{ $name }`?

sources-any-elsewhere = only in messages and documents is somebody looked for by `any` identity

# What the rules find, and the way out.
sources-ambiguous-owner = a row of `{ $table }` is come to by `{ $fields }`, and nothing says whose row it is
sources-ambiguous-owner-help = name the fields that lead to its people, as in `owner = ["{ $field }"]`
sources-circle = the references go round in a circle: { $tables }
sources-circle-help = set `follow = "to"` or `follow = "from"` on one of them, unless it is meant
sources-copy-of-nothing = there is no table `{ $table }` to be a copy of
sources-copy-of-nothing-help = name a table of the same source
sources-erased-how = erasing `{ $field }` is not settled: `{ $missing }` is missing
sources-erased-how-help = add `{ $missing }`
sources-manual-missing = a person looks here, and the map does not say by `{ $name }` who, or for what
sources-manual-missing-help = add `{ $name }`: `post` is the post that gets the task, `ask` what is to be looked for
sources-manual-not = `{ $name }` is only for a source of the kind `manual`
sources-manual-not-help = take out `{ $name }`, or make the source `manual`
sources-never-collected = `{ $field }` holds what the notice says is never collected: { $what }
sources-never-collected-code = the code `{ $code }` of `{ $field }` says what the notice says is never collected: { $what }
sources-never-collected-help = have it erased and the field closed; until then it is shown to nobody
sources-no-key = nothing tells one row of `{ $table }` from another
sources-no-key-help = name its fields in `key`; without one a row is known only by all that stands in it
sources-reference-to-nothing = `{ $to }` is in no map
sources-reference-to-nothing-help = write `table.field` of a table in the map, or `source:table.field`
sources-unknown-field = `{ $table }` has no field `{ $field }`
sources-unknown-field-help = name a field that stands in `[table.fields]`
sources-unknown-identity = nobody is looked for by `{ $identity }`
sources-unknown-identity-help = use a kind of identifier that `keyholder import` knows, or leave it: then it must be given by hand
sources-unknown-name = the charter has no { $kind } `{ $name }`
sources-unknown-name-help = use one of the charter's, or add it there first
sources-unreachable = nothing leads to `{ $table }` from anything that identifies a person
sources-unreachable-help = say by `refers` how its rows hang together with others, or by `identity` what identifies a person in it

# What is there and not in the map, and the other way round.
sources-drift-column = `{ $table }.{ $column }` is not in the map: nobody has said what it holds
sources-drift-column-gone = `{ $table }.{ $column }` is in the map and gone: what it held may stand elsewhere now
sources-drift-copy = the table `{ $table }` is not in the map, and looks like a copy of `{ $of }`
sources-drift-key = the key of `{ $table }` is `{ $key }` now, and the map says another
sources-drift-no-class = the table `{ $table }` has no retention class: nobody has said how long it is kept
sources-drift-table = the table `{ $table }` is not in the map: nobody has said what it holds
sources-drift-table-gone = the table `{ $table }` is in the map and gone, or this user may not see it
