"""The rule language: text → syntax tree, the formatter, and what is said of a text that cannot be read.  lark has its door here."""
