# Sentences of the room `charter`.
