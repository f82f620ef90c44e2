# Sentences of the room `gate`.
