"""The embedded model: what it is fed (`diet`), its tokenizer, its training, its export and its card."""
