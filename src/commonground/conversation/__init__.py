"""The record of a conversation: values, identity, files, readers. Imports nothing of the package but `errors`."""
