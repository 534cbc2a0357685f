"""Printed text, one owner for each thing that it can be: no other room decides what a number or an enumerator is.

In comes text of any document or cell, out come normal forms, numbers, enumerators, dates and page lines, each with its
offsets. Every room of `extract`, and `eval`, may enter; nothing of `extract` is imported here.
"""
