# Sentences of the room `gate`.

# Why something is refused. Arguments: purpose, relationship, entity, role, action, data and, where
# there is one, recipient and channel.
gate-aggregate-only = { $data }: this is only counted for many people together, never read for one
gate-agreement = “{ $recipient }” is not bound by an agreement in force that day
gate-automated = no safeguarded decision of a machine is registered for “{ $purpose }” that goes by { $data }
gate-basis = “{ $purpose }” has no lawful basis in force that day
gate-channel = “{ $channel }” is not a way people are reached for “{ $purpose }”
gate-condition = { $data }: the law wants a condition for this besides the basis, and “{ $purpose }” has none that holds here
gate-consent = “{ $purpose }” rests on consent, and none stands on record
gate-country = nothing makes it lawful for “{ $recipient }” to have the data in that country that day
gate-death = the person has died, and “{ $purpose }” ended with that
gate-entity = “{ $purpose }” is not something { $entity } does
gate-explicit-consent = sharing { $data } with “{ $recipient }” waits for the person's explicit consent
gate-hold = a hold stands, so nothing is destroyed now
gate-marker = the warning marker does not stand that day, or the person has not been told of it
gate-marketing = no lawful route for marketing by “{ $channel }” stands for this person
gate-minimise = { $data }: more than “{ $purpose }” needs here
gate-never = { $data }: we promised that this never happens
gate-never-collected = { $data }: we never collect this
gate-not-available = there is nothing we can show you here
gate-objection = the person has objected to “{ $purpose }”
gate-others-marketing = we never give people's details to another company for its marketing
gate-preference = the person asked not to be reached by “{ $channel }”
gate-recipient = “{ $recipient }” is not on the list of who receives data for “{ $purpose }”
gate-relationship = “{ $purpose }” does not touch data about people who are “{ $relationship }”
gate-relationship-data = { $data }: this is not held about people who are “{ $relationship }”
gate-restriction = { $data }: the person has had the use of this restricted
gate-retention = { $data }: the time for keeping this is over
gate-role = a { $role } may not { $action } for “{ $purpose }”
gate-safe-contact = “{ $channel }” is not a safe way to reach this person
gate-strength = sign in more strongly first
gate-support = { $data }: only for people with a support or care service, and none is on record
gate-unknown = the charter has no such thing, and its lists are closed

gate-unblock = { $post } can unblock this
gate-ask-post = nobody can unblock this; { $post } can say why

# What must be done along with what is allowed.
gate-give-notice = give the person the notice in force, or tell them where it is
gate-offer-opt-out = offer a simple way to stop these messages, in this one and every one
gate-offer-review = say that a machine decides, and offer a person to look at it again
gate-record-disclosure = write the disclosure into the register
gate-record-reason = your reason goes on record
gate-say-who-sent = they tell the person that they act for us
gate-show-dispute = show along with it that the person disputes it
gate-summary-only = give a summary, never the words of the record
gate-tell-first = tell the person before it goes
