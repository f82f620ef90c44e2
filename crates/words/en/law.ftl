# Sentences of the room `law`.
