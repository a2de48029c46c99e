"""How `matcher/bundled/` is made: `python -m matcher.training --help`.

Needs scikit-learn and the project's own training texts; the running service needs neither this
package nor those texts.
"""
