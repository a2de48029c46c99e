"""Where municipalities lie, roughly, so that a distance can be named.

Latitude and longitude of the town centres in hundredths of a degree, that is to a kilometre or two:
our own reading of the map, not taken from any register and not verified. It is enough to say
“about 20 km” and for nothing else. A municipality that does not stand here has no distance.
"""

CENTROIDS: dict[str, tuple[float, float]] = {
    "05978004": (51.62, 7.64), "05978008": (51.60, 7.76), "05978012": (51.47, 7.77),
    "05978016": (51.50, 7.62), "05978020": (51.59, 7.66), "05978024": (51.61, 7.53),
    "05978028": (51.44, 7.57), "05978032": (51.69, 7.47), "05978036": (51.54, 7.69),
    "05978040": (51.66, 7.63), "05915000": (51.68, 7.82), "05913000": (51.51, 7.47),
    "05914000": (51.36, 7.47), "05911000": (51.48, 7.22), "05916000": (51.54, 7.22),
    "05513000": (51.51, 7.10), "05562004": (51.55, 7.31), "05562008": (51.65, 7.34),
    "05562032": (51.61, 7.20), "05562036": (51.62, 7.40), "05558004": (51.79, 7.62),
    "05558024": (51.77, 7.44), "05558028": (51.74, 7.53), "05558036": (51.71, 7.38),
    "05974052": (51.55, 7.91), "05974056": (51.50, 7.87), "05962024": (51.38, 7.70),
    "05962040": (51.44, 7.80), "05554008": (51.84, 6.62), "05158032": (51.34, 7.04),
    "05158012": (51.33, 6.97),
}  # fmt: skip
"""By Amtlicher Gemeindeschlüssel."""
