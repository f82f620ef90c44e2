# Sentences of the room `notice`.
