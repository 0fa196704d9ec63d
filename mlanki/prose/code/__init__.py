"""Code that a scraper flattened: where it stands among prose, and, of Python, how it was indented.

White space is all that is ever changed. Code is restored where named rules leave one way to read it, and is
shown as it came where they leave several.
"""

from mlanki.prose.code.code_runs import find_code
from mlanki.prose.code.indenting import restore
from mlanki.prose.code.named import may_be_named, set_off_named
from mlanki.prose.code.parting import set_apart

__all__ = ["find_code", "may_be_named", "restore", "set_apart", "set_off_named"]
