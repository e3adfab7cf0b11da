"""`python -m tests.golden` writes the golden findings anew; read the difference."""

from tests.golden import GOLDEN, write

write()
print(f"{GOLDEN.name} written")
