"""What a document says in words about its layer, in several languages.

`read_facts` reads one piece of prose; `describe` tells facts back. Scope is left to who asks.
"""

from __future__ import annotations

from symconv.verification.stating.describing import describe
from symconv.verification.stating.reading import read_facts

__all__ = ["describe", "read_facts"]
