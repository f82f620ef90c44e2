# What stands in the way of letting something go.

disposal-answer-that-opens = an answer that was sent to the person can still be opened
disposal-changed = it was changed, or taken up again, since it was planned
disposal-hold = a hold is on the person: { $kind }
disposal-kept-above = something else keeps it for now
disposal-open-case = a case about the person is open
disposal-people = { $people ->
    [one] One person goes as well: nothing of them is left then.
   *[other] { $people } people go as well: nothing of them is left then.
}
disposal-restricted = the person wants it kept and used for nothing
