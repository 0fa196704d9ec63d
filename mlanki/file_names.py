"""The files and folders that a deck is kept in, by the names that users know."""

CONFIG_NAME = "mlanki.toml"
LEDGER_NAME = "mlanki.lock"
MEDIA = "media"  # the folder beside the records with the pictures that they name
