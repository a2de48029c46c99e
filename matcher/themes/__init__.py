"""Which themes of the circular economy a text speaks of, and by which sentence.

`matcher.themes.vocabulary` reads and checks the maintained list of themes, `matcher.themes.learned`
holds what was learned of them, `matcher.themes.finding` puts texts under them. Nothing here takes
part in a ranking.
"""

from matcher.themes.finding import FoundTheme, ThemeFinder
from matcher.themes.learned import LearnedThemes, bundled_themes, reading_version
from matcher.themes.vocabulary import (
    GemetConcept,
    Theme,
    ThemeKind,
    Vocabulary,
    VocabularyError,
    bundled_vocabulary,
    read_vocabulary,
)

__all__ = [
    "FoundTheme",
    "GemetConcept",
    "LearnedThemes",
    "Theme",
    "ThemeFinder",
    "ThemeKind",
    "Vocabulary",
    "VocabularyError",
    "bundled_themes",
    "bundled_vocabulary",
    "read_vocabulary",
    "reading_version",
]
