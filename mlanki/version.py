"""The version, which every other place takes from here."""

__version__ = "0.1.0"
