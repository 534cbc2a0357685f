"""In: a stretch of a document. Out: printed lines of tokens, whatever the notation they were written in.

`stream` asks the notations in their order; a new notation is one file and one entry there. Entered by `reader`.
"""
