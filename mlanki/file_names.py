"""The files that a deck is kept in beside its sources, by the names that users know."""

CONFIG_NAME = "mlanki.toml"
LEDGER_NAME = "mlanki.lock"
