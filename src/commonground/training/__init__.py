"""One recipe a file, and the embedded model's own (`embedded`). torch and its kin are imported here, on use."""
