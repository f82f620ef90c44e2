# Sentences of the room `sharing`.

# Why somebody is not contacted, beside what the gate says.
sharing-contact-lacks-charitable = for what a charity may send its supporters: { $lacks }
sharing-contact-lacks-commercial = for what may be sent to our own customers: { $lacks }
sharing-contact-mps-listed = they are listed with the Mailing Preference Service, and we promised to write them no news then
sharing-contact-mps-unknown = look first whether they are listed with the Mailing Preference Service: there is no list of the last 28 days, or no address to look for
sharing-contact-not-theirs = this number or address is none that we hold of them
sharing-contact-others-marketing = it promotes what another company offers, and we never do that
sharing-contact-prefers = they like to be reached by { $channels }, and did not say yes to news by this channel
sharing-contact-suppressed = they are on our own list of those who want no marketing

# What is found in a text before it goes.
sharing-outgoing-address = this text has an address in it that whoever reads it does not have from us: take it out
sharing-outgoing-asks = this text asks for a password, a card or an account, and we never ask for these: write it without
sharing-outgoing-card = this text has the number of a payment card in it: take it out
sharing-outgoing-promotional = this text has words of marketing in it: somebody reads it, and says that it is about a service

# What comes before something goes.
sharing-first-agreement = first an agreement with them that is in force
sharing-first-consent = first the person says yes to this, in so many words
sharing-first-power = whoever asks names the power they ask under. Theirs is: { $power }
sharing-first-reason = why the person is not told is written down each time. The charter says: { $why }
sharing-first-tell = the person is told first. Say which day they were; or let it wait until they are; or say why they are not told. No notice on record tells them of it
sharing-first-tell-notice = the person is told first. A notice on record tells them of it since { $day }

# What stands on a job sheet in the place of a mark or an indicator. None of it says why.
sharing-summary-ask-what-helps = Ask what would help with the visit, and wait for the answer.
sharing-summary-come-in-twos = Two people go to this visit.
sharing-summary-give-time = Knock, and wait: it may take time to come to the door.
sharing-summary-telephone-us-first = Telephone our office before the visit.

# What whoever comes says at the door.
sharing-script-who-sent = I was sent by { $entity }, your landlord.
sharing-script-who-we-are = I am from { $firm }. Here is my card.
sharing-script-whence = { $entity } gave us your name and how to reach you, for this job and nothing else.

# A letter to whoever is to delete what was called back.
sharing-recall-letter =
    To { $recipient }

    On { $day } we gave you this under number { $no } of our register: { $data }.

    We call it back. Delete it, and every copy of it, and let nobody use it. Whoever had it from you deletes it too.

    Write to us by { $due } that this is done, with the number { $no }. If you must keep something by law, say what and by which law.

# How a recipient stands.
sharing-recipient-ended = its agreement ended on { $day }
sharing-recipient-lapsed = its agreement ran out on { $day }: it is renewed in the charter
sharing-recipient-review-past = it was to be looked at again on { $day }
sharing-recipient-transfer = nothing lets data go to where it handles it
sharing-recipient-unacknowledged = the charter has no day on which it said that it understood what it may do
sharing-recipient-unsigned = it has signed no agreement
