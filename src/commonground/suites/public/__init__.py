"""Tasks of public files (Lost in Conversation, arXiv 2505.06120): one kind a file, each with its prompt and its checker."""
