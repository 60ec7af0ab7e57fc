"""The YAML checks: load, lint, compile and evaluate. Pure: reads the catalogue's files, opens nothing else.

From facts to verdicts: `catalogue` reads the folders (`document`, `load`, `profiles`), `rule` judges (`cel`,
`activation`, `texts`). What keeps the catalogue honest: `lint` (`typed`) and `cases`. What both stand on:
`schema` (what facts exist), `ast` and `references` (what an expression reads).
"""
