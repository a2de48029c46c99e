"""How the bundled German-English model is made: `python -m matcher.training model --help`.

Vocabulary transplant, distillation, contrastive tuning, export; each stage reads and writes files
of the work folder and may be stopped and continued.
"""
