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
