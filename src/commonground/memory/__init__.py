"""What outlives one conversation: items of one owner each, found in what was said, revised, recalled, forgotten."""
