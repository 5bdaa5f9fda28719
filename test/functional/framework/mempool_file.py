# Copyright (c) 2026 The Quanta developers. MIT licence.
"""mempool.dat, read strictly: whatever is missing or left over is an error."""

from itertools import cycle

from .messages import Reader, Transaction

PLAIN, OBFUSCATED = 1, 2
KEY_BYTES = 8
HASH_BYTES = 32


def read_mempool_file(data):
    """The transactions of a file; ValueError unless it is whole."""
    head = Reader(data)
    version = head.number("Q")
    if version == OBFUSCATED:
        key = head.sized()
        if len(key) != KEY_BYTES:
            raise ValueError("the key has another length")
        # The key begins with the file.
        turned = key[head.at % KEY_BYTES:] + key[:head.at % KEY_BYTES]
        data = bytes(one ^ other for one, other in zip(data[head.at:], cycle(turned)))
    elif version == PLAIN:
        data = data[head.at:]
    else:
        raise ValueError(f"version {version}")
    reader = Reader(data)
    transactions = []
    for _ in range(reader.number("Q")):
        transactions.append(Transaction.read(reader))
        reader.take(2 * 8)
    reader.many(lambda rest: rest.take(HASH_BYTES + 8))
    reader.many(lambda rest: rest.take(HASH_BYTES))
    if not reader.at_end():
        raise ValueError("there is more than it tells of")
    return transactions
