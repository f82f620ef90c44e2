# Sentences of the room `keyholder`.
