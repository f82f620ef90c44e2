# Sentences of the room `sharing`.

# What is found in a text before it goes.
sharing-outgoing-address = this text has an address in it that whoever reads it does not have from us: take it out
sharing-outgoing-asks = this text asks for a password, a card or an account, and we never ask for these: write it without
sharing-outgoing-card = this text has the number of a payment card in it: take it out
sharing-outgoing-promotional = this text has words of marketing in it: somebody reads it, and says that it is about a service
