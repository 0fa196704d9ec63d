"""What a person has decided about records in `mlanki.toml`, and what each decision does to them."""
