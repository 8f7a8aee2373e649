"""What the coefficients mean that only other tools print."""

from __future__ import annotations

from annotator.analysis.agreement.meaning import named

_MAXQDA = "MAXQDA manual, Intercoder agreement"
_ATLAS = (
    "Gonzalez-Prieto, Perez, Diaz & Lopez-Fernandez (2020), arXiv:2008.00977; ATLAS.ti manual, "
    "Inter-coder agreement"
)

OF_COMPARATORS = named(
    (
        "maxqda_code_in_document",
        "percent by document (MAXQDA)",
        "In what share of documents do both coders use a code, or neither?",
        "The first level of MAXQDA: the share of documents in which both coders used a code or "
        "neither did; over all codes, of documents with each code. It looks neither at places nor "
        "at how often, and does not correct for chance.",
        _MAXQDA,
    ),
    (
        "maxqda_code_frequency",
        "percent by frequency (MAXQDA)",
        "In what share of documents do both coders use a code equally often?",
        "The second level of MAXQDA: the share of documents in which both coders used a code "
        "equally often, or never; over all codes, of documents with each code. It does not "
        "look at places, and does not correct for chance.",
        _MAXQDA,
    ),
    (
        "maxqda_percent_agreement",
        "percent of segments (MAXQDA)",
        "How many segments do two coders have in common?",
        "The share of the segments of both coders that overlap one of the other's by nine tenths "
        "and have its code. It counts segments and not text, and does not correct for chance.",
        _MAXQDA,
    ),
    (
        "maxqda_kappa_rk",
        "κ (RK) (MAXQDA)",
        "Do two coders have segments in common, beyond a chance by the number of codes?",
        "The percent of agreeing segments, corrected by a chance that follows from the number of "
        "codes alone. It is not Cohen's kappa, and with many codes it is nearly the percent "
        "itself.",
        "Rädiker & Kuckartz, " + _MAXQDA + "; after Brennan & Prediger (1981), Educ. Psychol. "
        "Meas. 41:687-699",
    ),
    (
        "atlas_binary_alpha",
        "binary α (ATLAS.ti)",
        "Is the same text coded, by all of it?",
        "Krippendorff's alpha of coded or not coded with each character as a unit, for one code "
        "or for any. Unlike |u-alpha it does not correct for the lengths of passages, so that its "
        "values differ a little.",
        _ATLAS,
    ),
    (
        "atlas_cu_alpha",
        "cu-α (ATLAS.ti)",
        "Within a group of codes, is the same one given?",
        "Krippendorff's alpha on the codes of one semantic domain, character by character where "
        "two coders coded in it. It comes near cu-alpha, and ATLAS.ti does not publish whether "
        "it corrects for the lengths of passages.",
        _ATLAS,
    ),
    (
        "atlas_capital_cu_alpha",
        "Cu-α (ATLAS.ti)",
        "Is text put into the same groups of codes?",
        "Krippendorff's alpha on which semantic domains apply, character by character where two "
        "coders coded at all. With one domain there is nothing to tell apart and it is undefined.",
        _ATLAS,
    ),
)
