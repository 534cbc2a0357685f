"""`python -m gongkai`."""

from gongkai import main

main()
