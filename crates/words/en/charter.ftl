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

charter-day = { $day }

charter-malformed = { $why }
charter-malformed-help = put this right first; nothing else in the file was looked at
charter-too-many-files = a charter of { $files } files, where { $most } is the most
charter-too-many-items = { $items } items of `{ $table }`, where { $most } is the most
charter-file-too-large = `{ $file }` is larger than { $most } bytes
charter-no-head = no file has a `[charter]` table
charter-second-head = a second `[charter]` table

# What the rules find, and the way out.
charter-automated-without-safeguards = the automated decision “{ $decision }” is not safe to take: { $missing }
charter-automated-without-safeguards-help = add what is missing, or let a person with the power to change the outcome take part before it has effect and set `solely = false`
charter-automated-without-logic = nothing says in plain words how it comes to its answer
charter-automated-without-reviewer = nobody is named to look at it again
charter-basis-not-in-force = { $basis } is not in force on { $day }
charter-basis-not-in-force-help = choose a basis that is, or check on a later day
charter-basis-without-recognised = “{ $purpose }” rests on recognised legitimate interests without saying which
charter-basis-without-recognised-help = set `recognised` to one of { $known }
charter-camera-without-assessment = the camera at “{ $camera }” has no impact assessment approved by { $day }, when it goes up
charter-camera-without-assessment-help = name an approved assessment in `dpia`; if the camera is already up, switch it off until there is one
charter-camera-without-sign = nothing shows that the camera at “{ $camera }” has a sign
charter-camera-without-sign-help = set `signage` to the day the sign was checked
charter-pictures-without-assessment = “{ $purpose }” uses what cameras see, and no impact assessment behind it is approved
charter-pictures-without-assessment-help = name an approved `[[assessment]]` of `kind = "impact"` in `assessments`
charter-condition-not-in-force = { $condition } is not in force on { $day }
charter-condition-not-in-force-help = choose a condition that is
charter-condition-unmet = { $condition } has a requirement that is not met: { $need }
charter-condition-unmet-policy-help = add an approved `[[assessment]]` of `kind = "policy-document"` and name it in the purpose's `assessments`
charter-condition-unmet-decisions-help = set `aggregate_only = true` on the categories it covers
charter-consent-without-withdrawal = “{ $purpose }” rests on consent, and nothing says how to withdraw it
charter-consent-without-withdrawal-help = say how in `withdraw`; it must be as easy as saying yes
charter-feed-without-disclosure = no disclosure lets “{ $feed }” go, or it is of no company that has its purpose
charter-feed-without-disclosure-help = name a purpose and a recipient that a `disclosure` names together, and `entities` of that purpose
charter-dead-permission = `{ $category }` is no data of “{ $purpose }”, so this never happens
charter-dead-permission-help = take it out here, or name it in the purpose's `required` or `optional`
charter-required-not-held = “{ $purpose }” requires `{ $category }`, which may not be held about: { $relationship }
charter-required-not-held-help = make it optional, give such people a purpose of their own, or take them out of `relationships`
charter-departure-without-permission = nothing rests on the departure “{ $departure }”
charter-departure-without-permission-help = name it in `departure` on each purpose, condition, disclosure or marker that rests on it, or take it out
charter-deputy-of-itself = when “{ $post }” is away, its deputies lead back to it
charter-deputy-of-itself-help = name another deputy, so that the chain ends at a post that needs none
charter-duplicate-id = a second `{ $kind }` called `{ $id }`
charter-duplicate-id-help = give it another id; the first stands in { $file }, line { $line }
charter-duty-wrong-entity = the duty “{ $duty }” does not bind { $entity }
charter-duty-wrong-entity-help = take it out, or put the entity's registration right; a duty may be met by choice, but then it is a policy and not this duty
charter-duty-left-out = { $entity } is bound by “{ $duty }” and does not list it
charter-duty-left-out-help = add `{ $id }` to its `duties`
charter-duty-wrong-purpose-help = take the entity out of `entities`, or, for a duty met by agreement, list it in the entity's `duties`
charter-equality-data-decides = data gathered to watch over equality takes part in a decision about one person
charter-equality-data-decides-help = take the category out here; it may only be counted
charter-forbidden-for-relationship = `{ $category }` is allowed for “{ $relationship }”, of whom the notice says it is not held
charter-forbidden-for-relationship-help = take it out of `data`; people who come to deal with us directly get a relationship of their own
charter-hard-to-read = these words read at grade { $grade }, where 6 is the most
charter-hard-to-read-help = use shorter sentences and shorter words
charter-legitimate-interests-unassessed = “{ $purpose }” rests on legitimate interests that nobody has weighed
charter-legitimate-interests-unassessed-help = add an approved `[[assessment]]` of `kind = "legitimate-interests"` and name it in `assessments`
charter-marker-without-end = the marker “{ $marker }” { $what }
charter-marker-without-period = has no end
charter-marker-without-review = has no review
charter-marker-without-telling = is set without telling the person, and nothing says why
charter-marker-without-end-help = give it `period` and `review`, and `told = true` or a reason in `deferral`
charter-marketing-by-others = details go to “{ $recipient }” for marketing
charter-marketing-by-others-help = take the disclosure out; the gate refuses it whatever stands here
charter-mechanism-lapsed = what made sending data to “{ $recipient }” lawful ended on { $day }
charter-mechanism-lapsed-help = renew it and set `mechanism_until`, or stop sending
charter-mechanism-missing = data may not go to “{ $recipient }” like this: { $why }
charter-mechanism-missing-help = choose a mechanism that fits the country, with a `transfer_test` or a listing and its last known day (`mechanism_until`) where it wants one
charter-missing-content = no paragraph tells people: { $content } ({ $law })
charter-missing-content-help = write it, and put `tells = ["{ $id }"]` on the paragraph that says it
charter-missing-consequence = “{ $purpose }” requires data, and nothing says what happens if it is not given
charter-missing-consequence-help = say it in `consequence`
charter-missing-source = nothing says where “{ $category }” comes from
charter-missing-source-help = name it in `sources`
charter-missing-contact = nothing says how to reach { $who }
charter-missing-contact-help = fill in `contact`
charter-mode-of-a-wall = `{ $rule }` always enforces, and cannot be loosened for a team
charter-mode-of-a-wall-help = take this mode out; the gate enforces whatever stands here
charter-never-collected-listed = `{ $category }` is never collected, and stands in a list of what may be
charter-never-contradicted = this permission contradicts a promise: “{ $promise }”
charter-never-contradicted-help = take the permission out, or the promise; the gate keeps the promise
charter-notice-cannot-tell = a notice cannot tell people of “{ $disclosure }”: { $why }
charter-notice-cannot-tell-consent = it waits for their explicit consent, and they are asked for that
charter-notice-cannot-tell-exempt = nobody is told of it first, for a reason that is written down each time
charter-notice-cannot-tell-help = take `by_notice` out; it goes with `tell = "first"` and no `explicit_consent`
charter-notice-cannot-tell-standing = nobody has to be told of it one by one
charter-portal-free-text-help = people write as they like there, so a person looks it over first: name it in `known`, where only that there is some is said, or take it out
charter-portal-second = “{ $portal }” is a second list of what people see by themselves
charter-portal-second-help = put both into one `[[portal]]`: only the first counts
charter-portal-shows-too-much = “{ $category }” is looked over by a person before anybody is given it
charter-portal-shows-too-much-help = take it out: it comes in a copy that was asked for
charter-portal-tells-too-much = to be told of “{ $purpose }” at once could warn somebody off
charter-portal-tells-too-much-help = take it out of `uses`: it comes in a copy that was asked for, where that does no harm
charter-processor-without-contract = “{ $recipient }” handles data for us, but { $what }
charter-processor-other-contract = its agreement is not a processor's contract
charter-processor-without-security = its contract does not say how data is kept safe
charter-processor-without-contract-help = put the `[[agreement]]` right: `kind = "processor"`, `security = true`, and the day in `acknowledged`
charter-purpose-without-basis = “{ $purpose }” has no lawful basis
charter-purpose-without-basis-help = set `basis` to one of { $known }
charter-purpose-without-controller = nobody answers for “{ $purpose }”
charter-purpose-without-controller-help = name the legal entities in `entities`
charter-recipient-incomplete = “{ $recipient }” { $what }
charter-recipient-without-power = has no power of its own named
charter-recipient-without-agreement = has no signed agreement
charter-recipient-unacknowledged = has not said it understands what it may do
charter-recipient-without-country = handles data nobody knows where
charter-recipient-without-mechanism = handles data abroad without a mechanism
charter-recipient-incomplete-help = fill in `agreement` or `power`, `country` and, abroad, `mechanism`
charter-required-and-optional = `{ $category }` is required here, but { $what }
charter-required-is-optional = also optional
charter-required-by-consent = consent is free, so nothing given by it can be required
charter-required-for-equality = gathered only to watch over equality, where not answering must cost nothing
charter-required-and-optional-help = leave it in one of the two lists; nobody may be refused a service over optional data
charter-consequence-of-nothing = this threatens a consequence, and no data is required
charter-consequence-of-nothing-help = take `consequence` out, or say which data is `required`
charter-retention-incomplete = “{ $retention }” { $what }
charter-retention-without-period = has no period
charter-retention-without-trigger = has no event that starts its period
charter-retention-without-source = does not say where its period comes from
charter-retention-incomplete-help = give it `period` (such as "P6Y"), `trigger` and `source`
charter-category-without-retention = nothing says how long “{ $category }” is kept
charter-category-without-retention-help = name a class in `retention`
charter-row-incomplete = row { $row } does not say `{ $field }`
charter-row-incomplete-help = enforced wants `where` and `test`, detected `how`, manual `post`, `every` and `evidence`, planned `missing`
charter-row-unkept = nothing keeps promise { $row }
charter-row-unkept-help = add a `[[row]]` that says what does
charter-special-without-condition = “{ $purpose }” uses “{ $category }” without a condition for it
charter-special-without-condition-help = add it to `conditions` with a condition that covers such data, or take the category out
charter-statistics-too-small = numbers of fewer than three may be said
charter-statistics-too-small-help = let `least` be 3 or more
charter-terms-lapsed = “{ $agreement }” ended on { $day }
charter-terms-unreviewed = “{ $agreement }” was to be looked at again by { $day }
charter-assessment-unreviewed = “{ $assessment }” was to be looked at again by { $day }
charter-terms-lapsed-help = renew or review it, and write the new day here
charter-undated-notice = the notice has no date
charter-undated-notice-help = set `published` to the day it is, or will be, published
charter-unknown-paragraph = the notice has no paragraph { $paragraph }
charter-unknown-paragraph-help = correct the number, or write the paragraph
charter-unknown-section = the notice has no section { $section }
charter-unknown-section-help = add a `[[section]]` with this id and a title
charter-unresolved-reference = there is no `{ $kind }` called `{ $id }`
charter-unresolved-reference-help = add it, or correct the name
charter-unresolved-reference-nearest = did you mean `{ $nearest }`?
charter-unsigned-departure = “{ $departure }” cannot be in force: it was not drafted, signed, published and told in that order by then
charter-unsigned-departure-help = fill in `signed`, `published` and `told` with days no later than `in_force`, or take `in_force` out
charter-departure-owned-by-adviser = the data protection officer advises on departures and does not decide them
charter-departure-owned-by-adviser-help = name the role that owns the decision in `owner`, and write what the adviser said in `advice`
charter-departure-signed-by-other = only its owner, `{ $owner }`, can sign this departure
charter-departure-signed-by-other-help = have the owner sign, or change the owner

# What changed between two charters.
charter-diff-new = new { $kind }: “{ $name }”
charter-diff-gone = no longer there, { $kind }: “{ $name }”
charter-diff-value = “{ $name }”: { $what } was { $old } and is now { $new }
charter-diff-data-came = “{ $name }” now takes in { $what }
charter-diff-data-went = “{ $name }” no longer takes in { $what }
charter-diff-people-came = “{ $name }” now touches people who are { $what }
charter-diff-people-went = “{ $name }” no longer touches people who are { $what }
charter-diff-entity-came = { $what } now answers for “{ $name }”
charter-diff-entity-went = { $what } no longer answers for “{ $name }”
charter-diff-required-came = “{ $name }” now requires { $what }
charter-diff-required-went = “{ $name }” no longer requires { $what }
charter-diff-never-came = { $what } is now never held about “{ $name }”
charter-diff-never-went = it is no longer promised that { $what } is never held about “{ $name }”
charter-diff-list-came = “{ $name }”: { $list } now with { $what }
charter-diff-list-went = “{ $name }”: { $list } no longer with { $what }
charter-diff-paragraph-new = new paragraph { $id }: { $plain }
charter-diff-paragraph-gone = paragraph { $id } is gone
charter-diff-paragraph-changed = paragraph { $id } now says: { $plain }
